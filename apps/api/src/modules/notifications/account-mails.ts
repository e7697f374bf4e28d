import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { MailTemplateKind } from '@noxdesk/contracts';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { type AccountEvent, AccountEvents } from '../identity/account-events.js';
import { Letters } from './letters.js';
import { type MailPage, MailPages } from './mail-pages.js';
import { noticePage } from './templates/notice-page.js';
import { securityWords } from './templates/security-texts.js';

type SecurityChanged = Extract<AccountEvent, { type: 'account.security-changed' }>;

/** Where a link of each kind leads; fetching the page uses nothing up. */
const PAGE = { reset: 'reset', invite: 'reset', sign_in: 'sign-in' };
const TEMPLATE = { reset: 'reset', invite: 'invite', sign_in: 'sign_in_link' } as const;

/** Mails about an account itself, which nobody can turn off. In the transaction of their cause. */
@Injectable()
export class AccountMails implements OnModuleInit {
  constructor(
    private readonly events: AccountEvents,
    private readonly letters: Letters,
    private readonly pages: MailPages,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.events.on('account.link', ({ userId, purpose, token }) =>
      this.#send(userId, TEMPLATE[purpose], this.letters.url(`/tickets/${PAGE[purpose]}/${token}/`)),
    );
    this.events.on('account.password-changed', ({ userId }) => this.#send(userId, 'password_changed'));
    this.events.on('account.security-changed', (event) => this.#sendChange(event));
  }

  async #send(userId: string, kind: MailTemplateKind, link = ''): Promise<void> {
    for (const reader of await this.letters.readers([userId])) {
      const { name, tenant, locale } = reader;
      const values = { name, tenant, link };
      const page = await this.pages.render({
        kind,
        locale,
        values,
        place: '',
        message: null,
        footer: [tenant],
      });
      await this.letters.send(reader, { cause: causeOf(), page });
    }
  }

  /** These words are no template: a tenant must not be able to hide what happened to an account. */
  async #sendChange({ userId, change, detail = '', alsoTo }: SecurityChanged): Promise<void> {
    for (const reader of await this.letters.readers([userId])) {
      const { name, tenant, locale, email } = reader;
      const format = { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } as const;
      const time = `${new Intl.DateTimeFormat(locale, format).format(this.clock.now())} UTC`;
      const { heading, text, footer } = securityWords(change, locale, { name, tenant, detail, time });
      const notice = { locale, heading, paragraphs: [text], actions: [], footer: [footer] };
      const page: MailPage = noticePage(notice, await this.pages.brand());
      for (const to of [email, ...(alsoTo === undefined ? [] : [alsoTo])]) {
        await this.letters.send(reader, { cause: causeOf(), page, to });
      }
    }
  }
}

/** Each of these happened once, whatever else did. */
const causeOf = () => `account:${uuidv7()}`;
