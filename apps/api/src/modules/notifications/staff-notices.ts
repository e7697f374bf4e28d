import { Injectable } from '@nestjs/common';
import type { Locale } from '@noxdesk/contracts';
import { Letters } from './letters.js';
import { MailPages } from './mail-pages.js';
import { noticePage } from './templates/notice-page.js';

export interface StaffNotice {
  /** What happened, told apart from all else that did: of one cause, a person gets one mail. */
  cause: string;
  words(locale: Locale): { heading: string; paragraphs: string[]; action: { label: string; path: string } };
}

/** Mails to staff about the desk itself, which nobody can turn off. In the transaction of their cause. */
@Injectable()
export class StaffNotices {
  constructor(
    private readonly letters: Letters,
    private readonly pages: MailPages,
  ) {}

  async send(userIds: readonly string[], { cause, words }: StaffNotice): Promise<void> {
    const brand = await this.pages.brand();
    for (const reader of await this.letters.readers(userIds)) {
      const { locale, tenant } = reader;
      const { heading, paragraphs, action } = words(locale);
      const actions = [{ label: action.label, url: this.letters.url(action.path) }];
      const page = noticePage({ locale, heading, paragraphs, actions, footer: [tenant] }, brand);
      await this.letters.send(reader, { cause: `${cause}:${reader.email}`, page });
    }
  }
}
