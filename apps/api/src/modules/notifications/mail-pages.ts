import { Injectable } from '@nestjs/common';
import type { Locale, MailTemplateKind } from '@noxdesk/contracts';
import { TenantCache } from '../../platform/database/tenant-cache.js';
import { mailAccent } from '../appearance/accent-theme.js';
import { AppearanceService } from '../appearance/appearance.service.js';
import { MailTemplatesRepository } from './mail-templates.repository.js';
import { asHtml } from './templates/mail-html.js';
import { asText } from './templates/mail-text.js';
import type { MailBrand, MailContent } from './templates/mail-view.js';
import { renderTemplate } from './templates/render-template.js';
import { DEFAULT_TEMPLATES, type MailTemplate } from './templates/template-defaults.js';
import type { Values } from './templates/template-language.js';

export interface PageInput {
  kind: MailTemplateKind;
  locale: Locale;
  values: Values;
  place: string;
  message: MailContent['message'];
  footer: readonly string[];
}

export interface MailPage {
  subject: string;
  text: string;
  html: string;
}

/** Mails as they are read: the words of their template, in the look of their tenant. In the transaction one is in. */
@Injectable()
export class MailPages {
  constructor(
    private readonly cache: TenantCache,
    private readonly templates: MailTemplatesRepository,
    private readonly appearance: AppearanceService,
  ) {}

  async render(input: PageInput): Promise<MailPage> {
    const { kind, locale } = input;
    const own = await this.cache.get('mail-templates', () => this.templates.all());
    const words = own.find((template) => template.kind === kind && template.locale === locale);
    return this.renderWith(words ?? DEFAULT_TEMPLATES[locale][kind], input);
  }

  async renderWith(template: MailTemplate, input: PageInput): Promise<MailPage> {
    const { locale, values, place, message, footer } = input;
    const { subject, blocks } = renderTemplate(template, {
      ...values,
      ...(message && { message: message.text || ' ' }),
    });
    const content = { locale, place, blocks, message, footer, brand: await this.brand() };
    return { subject, text: asText(content), html: asHtml(content) };
  }

  brand(): Promise<MailBrand> {
    return this.cache.get('mail-brand', async () => {
      const { name, accent, logo } = await this.appearance.look();
      return { name, logo, ...mailAccent(accent) };
    });
  }
}
