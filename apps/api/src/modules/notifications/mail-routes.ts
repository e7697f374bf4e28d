import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { type SmtpServer, smtpServerOfUrl } from '../../platform/mail-transport/smtp-server.js';
import { AccountCredentials } from '../mail-accounts/account-credentials.js';
import { smtpServer, smtpSignIn } from '../mail-accounts/mail-account.js';
import { MailAccountsService } from '../mail-accounts/mail-accounts.service.js';

export interface MailRoute {
  server: SmtpServer;
  /** The server does not take the sign-in: the next attempt gets another one, where there may be another. */
  refused: () => Promise<void>;
}

/** By which server a mail goes out: that of its account, else `SMTP_URL`. */
@Injectable()
export class MailRoutes {
  readonly #fallback: MailRoute | null;

  constructor(
    @Inject(CONFIG) { smtpUrl }: Pick<Config, 'smtpUrl'>,
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: MailAccountsService,
    private readonly credentials: AccountCredentials,
  ) {
    this.#fallback =
      smtpUrl === undefined ? null : { server: smtpServerOfUrl(smtpUrl), refused: async () => undefined };
  }

  /** Null where nothing sends mails. @throws MailError where the account cannot sign in */
  async routeFor(tenantId: number, accountId: string | null): Promise<MailRoute | null> {
    const account =
      accountId === null ? null : await this.unitOfWork.run(tenantId, () => this.accounts.find(accountId));
    if (!account?.smtp) return this.#fallback;
    const incoming = smtpSignIn(account) === null ? await this.credentials.of(account) : null;
    return {
      server: smtpServer(account, incoming)!,
      refused: async () => {
        if (incoming) await this.credentials.refused(account, incoming);
      },
    };
  }

  /** Milliseconds from one mail of an account to the next; null: as they come. In the transaction one is in. */
  async paceOf(accountId: string | null): Promise<number | null> {
    const account = accountId === null ? null : await this.accounts.find(accountId);
    const most = account?.smtp?.mails_per_minute;
    return most === undefined ? null : 60_000 / most;
  }
}
