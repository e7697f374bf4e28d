import { Injectable } from '@nestjs/common';
import type { Locale, MailTestResult } from '@noxdesk/contracts';
import { MailError, mailErrorText } from '../../platform/mail-transport/mail-error.js';
import { Mailboxes } from '../../platform/mail-transport/mailboxes.js';
import { SmtpSender } from '../../platform/mail-transport/smtp-sender.js';
import { AccountCredentials } from './account-credentials.js';
import { mailboxSettings, type MailAccount, smtpServer } from './mail-account.js';

/** An admin waits for the answer, so this gives up sooner than fetching does. */
const LIMIT_MS = 20_000;

/** Tries the servers of an account: name, network, encryption, sign-in and folder. */
@Injectable()
export class AccountCheck {
  constructor(
    private readonly mailboxes: Mailboxes,
    private readonly smtp: SmtpSender,
    private readonly credentials: AccountCredentials,
  ) {}

  async run(account: MailAccount, locale: Locale): Promise<MailTestResult> {
    const [incoming, outgoing] = await Promise.all([
      verdict(locale, () => this.#incoming(account)),
      account.smtp ? verdict(locale, () => this.#outgoing(account)) : null,
    ]);
    return { ok: incoming.ok && (outgoing?.ok ?? true), incoming, outgoing };
  }

  async #incoming(account: MailAccount): Promise<void> {
    const session = await this.mailboxes.open(mailboxSettings(account), await this.credentials.of(account));
    await session.close();
  }

  async #outgoing(account: MailAccount): Promise<void> {
    await this.smtp.verify(smtpServer(account, await this.credentials.of(account))!);
  }
}

async function verdict(locale: Locale, check: () => Promise<void>): Promise<MailTestResult['incoming']> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new MailError('timeout')), LIMIT_MS);
  });
  try {
    await Promise.race([check(), limit]);
    return { ok: true, code: null, message: null };
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
    const text = mailErrorText(error.code, locale);
    return { ok: false, code: error.code, message: error.detail === '' ? text : `${text} (${error.detail})` };
  } finally {
    clearTimeout(timer);
  }
}
