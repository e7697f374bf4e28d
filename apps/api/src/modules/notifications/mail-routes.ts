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

/** Mails that go through the same server under the same sign-in. */
export interface MailLane {
  /** Null: through `SMTP_URL`, which all tenants share. */
  accountId: string | null;
  /** How many may be under way at a time in one process: a slow server must not take the places of the others. */
  atOnce: number;
  /** Milliseconds from one mail to the next, over all processes; null: as they come. */
  everyMs: number | null;
}

const MOST_OF_AN_ACCOUNT = 4;
const pace = (aMinute: number | undefined) => (aMinute === undefined ? null : 60_000 / aMinute);

/** By which server a mail goes out: that of its account, else `SMTP_URL`. */
@Injectable()
export class MailRoutes {
  readonly #fallback: MailRoute | null;

  constructor(
    @Inject(CONFIG)
    private readonly config: Pick<Config, 'smtpUrl' | 'smtpMailsPerMinute' | 'smtpConnections'>,
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: MailAccountsService,
    private readonly credentials: AccountCredentials,
  ) {
    const { smtpUrl } = config;
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

  /** What mails of an account share with others on their way out. In the transaction one is in. */
  async laneOf(accountId: string | null): Promise<MailLane> {
    const account = accountId === null ? null : await this.accounts.find(accountId);
    if (account?.smtp) {
      return { accountId, atOnce: MOST_OF_AN_ACCOUNT, everyMs: pace(account.smtp.mails_per_minute) };
    }
    const { smtpConnections, smtpMailsPerMinute } = this.config;
    return { accountId: null, atOnce: smtpConnections, everyMs: pace(smtpMailsPerMinute) };
  }
}
