import { Inject, Injectable } from '@nestjs/common';
import {
  type Locale,
  MAIL_TEMPLATE_KINDS,
  type MailTemplate,
  type MailTemplateKind,
} from '@noxdesk/contracts';
import { CONFIG, type Config } from '../../config/config.js';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { ProblemError } from '../../platform/http/problem.js';
import { type MailPage, MailPages } from './mail-pages.js';
import { MailTemplatesRepository } from './mail-templates.repository.js';
import { faultsOf } from './templates/render-template.js';
import { DEFAULT_TEMPLATES, type MailTemplate as Words } from './templates/template-defaults.js';
import { sampleValues, TEMPLATE_KINDS } from './templates/template-kinds.js';
import { say } from './templates/texts.js';

const LOCALES: readonly Locale[] = ['es', 'en'];

/** What admins do with the words of mails. */
@Injectable()
export class MailTemplatesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: MailTemplatesRepository,
    private readonly pages: MailPages,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  async list(tenantId: number): Promise<MailTemplate[]> {
    const own = await this.unitOfWork.run(tenantId, () => this.repository.all());
    return MAIL_TEMPLATE_KINDS.flatMap((kind) =>
      LOCALES.map((locale) => {
        const words = own.find((row) => row.kind === kind && row.locale === locale);
        return present(kind, locale, words ?? null);
      }),
    );
  }

  async get(tenantId: number, kind: MailTemplateKind, locale: Locale): Promise<MailTemplate> {
    return this.unitOfWork.run(tenantId, async () =>
      present(kind, locale, await this.repository.get(kind, locale)),
    );
  }

  /** @throws ProblemError 422 naming what is wrong in which part */
  async change(
    tenantId: number,
    kind: MailTemplateKind,
    locale: Locale,
    change: Partial<Words>,
  ): Promise<MailTemplate> {
    return this.unitOfWork.run(tenantId, async () => {
      const { subject, body } = present(kind, locale, await this.repository.get(kind, locale));
      const words = { subject: change.subject ?? subject, body: change.body ?? body };
      refuseFaults(kind, words);
      await this.repository.set({ kind, locale, ...words }, this.clock.now());
      return present(kind, locale, words);
    });
  }

  async reset(tenantId: number, kind: MailTemplateKind, locale: Locale): Promise<void> {
    await this.unitOfWork.run(tenantId, () => this.repository.remove(kind, locale));
  }

  /** @throws ProblemError 422 naming what is wrong in which part */
  async preview(tenantId: number, kind: MailTemplateKind, locale: Locale, words: Words): Promise<MailPage> {
    refuseFaults(kind, words);
    return this.unitOfWork.run(tenantId, async () => {
      const { name: tenant } = await this.pages.brand();
      const values = sampleValues(locale, { tenant, publicUrl: this.config.publicUrl });
      const { variables } = TEMPLATE_KINDS[kind];
      const ofTicket = variables.includes('number');
      const { message = '', number = '', author = '' } = values;
      const page = await this.pages.renderWith(words, {
        kind,
        locale,
        values: Object.fromEntries(variables.map((name) => [name, values[name] ?? ''])),
        place: ofTicket ? values.department! : '',
        message: variables.includes('message')
          ? { author: kind === 'reply' ? null : author, text: message, html: null }
          : null,
        footer: ofTicket ? [say(locale, 'footer_reply', { number })] : [tenant],
      });
      return ofTicket ? { ...page, subject: `[${number}] ${page.subject}` } : page;
    });
  }
}

function refuseFaults(kind: MailTemplateKind, words: Words): void {
  const faults = faultsOf(kind, words);
  if (faults.length === 0) return;
  throw new ProblemError('invalid_input', {
    errors: faults.map(({ field, error }) => ({ field, code: error.code, params: { value: error.value } })),
  });
}

function present(kind: MailTemplateKind, locale: Locale, own: Words | null): MailTemplate {
  const { subject, body } = own ?? DEFAULT_TEMPLATES[locale][kind];
  const { variables, required } = TEMPLATE_KINDS[kind];
  return {
    kind,
    locale,
    subject,
    body,
    customised: own !== null,
    variables: [...variables],
    required: [...required],
  };
}
