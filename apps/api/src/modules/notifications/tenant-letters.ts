import { Injectable } from '@nestjs/common';
import type { MailTemplateKind } from '@noxdesk/contracts';
import { Letters } from './letters.js';
import { MailPages } from './mail-pages.js';
import type { Values } from './templates/template-language.js';

export interface TenantLetter {
  /** What happened, told apart from all else that did: of one cause, a person gets one mail. */
  cause: string;
  template: MailTemplateKind;
  values: Values;
  /** Where its button leads. */
  path: string;
}

/** Mails to users that are about no ticket, in words that an admin may change. In the transaction of their cause. */
@Injectable()
export class TenantLetters {
  constructor(
    private readonly letters: Letters,
    private readonly pages: MailPages,
  ) {}

  async send(
    userIds: readonly string[],
    { cause, template: kind, values, path }: TenantLetter,
  ): Promise<void> {
    for (const reader of await this.letters.readers(userIds)) {
      const { name, tenant, locale, email } = reader;
      const page = await this.pages.render({
        kind,
        locale,
        values: { name, tenant, link: this.letters.url(path), ...values },
        place: '',
        message: null,
        footer: [tenant],
      });
      await this.letters.send(reader, { cause: `${cause}:${email}`, page });
    }
  }
}
