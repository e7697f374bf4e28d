import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { type SmtpServer, smtpServerOfUrl } from '../../platform/mail-transport/smtp-sender.js';
import { AccountCredentials } from '../mail-accounts/account-credentials.js';
import { smtpServer } from '../mail-accounts/mail-account.js';
import { MailAccountsService } from '../mail-accounts/mail-accounts.service.js';

/** By which server a mail goes out: that of its account, else `SMTP_URL`. */
@Injectable()
export class MailRoutes {
  readonly #fallback: SmtpServer | null;

  constructor(
    @Inject(CONFIG) { smtpUrl }: Pick<Config, 'smtpUrl'>,
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: MailAccountsService,
    private readonly credentials: AccountCredentials,
  ) {
    this.#fallback = smtpUrl === undefined ? null : smtpServerOfUrl(smtpUrl);
  }

  /** Null where nothing sends mails. @throws MailError where the account cannot sign in */
  async serverFor(tenantId: number, accountId: string | null): Promise<SmtpServer | null> {
    const account =
      accountId === null ? null : await this.unitOfWork.run(tenantId, () => this.accounts.find(accountId));
    if (!account?.smtp) return this.#fallback;
    return smtpServer(account, await this.credentials.of(account)) ?? this.#fallback;
  }
}
