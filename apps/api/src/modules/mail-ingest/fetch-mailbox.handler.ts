import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { CONFIG, type Config } from '../../config/config.js';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Credentials } from '../../platform/mail-transport/connection.js';
import type { MailboxSession, MailboxSettings, RemoteMail } from '../../platform/mail-transport/mailbox.js';
import { MailError, type MailErrorCode } from '../../platform/mail-transport/mail-error.js';
import { LOGGER } from '../../platform/observability/logger.js';
import { type JobContext, JobHandler } from '../../platform/queue/job.js';
import { AccountCredentials } from '../mail-accounts/account-credentials.js';
import { type MailAccount, mailboxSettings } from '../mail-accounts/mail-account.js';
import { MailAccountsService } from '../mail-accounts/mail-accounts.service.js';
import { LeaseLostError, type MailboxLease, MailboxLeases } from '../mail-accounts/mailbox-leases.js';
import { FetchSweep } from './fetch-sweep.js';
import { LedgerRepository } from './ledger.repository.js';
import { MailIntake } from './mail-intake.js';
import { fetchMailboxJob } from './mail-ingest.jobs.js';
import { OpenMailboxes } from './open-mailboxes.js';

const RENEW_MS = 15_000;
/** A session that takes longer ends at the next batch, and the mailbox is read on in a new one. */
const SESSION_MS = 5 * 60_000;
const LONGEST_PAUSE_MS = 15 * 60_000;

/** Reads the new mails of one mailbox into the ledger, and only then touches them on the server. */
@Injectable()
export class FetchMailboxHandler extends JobHandler<{ accountId: string }> {
  readonly job = fetchMailboxJob;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: MailAccountsService,
    private readonly credentials: AccountCredentials,
    private readonly leases: MailboxLeases,
    private readonly mailboxes: OpenMailboxes,
    private readonly sweep: FetchSweep,
    private readonly ledger: LedgerRepository,
    private readonly intake: MailIntake,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'mailMaxBytes'>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    super();
  }

  async handle({ accountId }: { accountId: string }, { tenantId }: JobContext): Promise<void> {
    const lease = await this.leases.claim(tenantId, accountId);
    if (!lease) return;
    const account = await this.unitOfWork.run(tenantId, () => this.accounts.find(accountId));
    if (!account) return;
    try {
      const readOn = await this.#whileRenewing(lease, () => this.#read(lease, account));
      await this.leases.finish(lease, this.#in(readOn ? 0 : account.pollSeconds * 1_000), null);
    } catch (error) {
      if (error instanceof LeaseLostError) return;
      await this.#failed(lease, account, error);
    }
  }

  /** Whether there is more to read. */
  async #read(lease: MailboxLease, account: MailAccount): Promise<boolean> {
    const settings = mailboxSettings(account);
    const credentials = await this.credentials.of(account);
    const session = await this.#open(account, settings, credentials);
    let isDone = false;
    try {
      isDone = await this.#readWith(session, lease, account);
      return !isDone;
    } finally {
      const opened = { session, settings, credentials };
      if (isDone) await this.#keep(opened, account);
      else await session.close();
    }
  }

  async #open(
    account: MailAccount,
    settings: MailboxSettings,
    credentials: Credentials,
  ): Promise<MailboxSession> {
    try {
      return await this.mailboxes.open(account.id, settings, credentials);
    } catch (error) {
      const isRefused = error instanceof MailError && ['token_refused', 'credentials'].includes(error.code);
      if (isRefused) await this.credentials.refused(account, credentials);
      throw error;
    }
  }

  /** Whether the mailbox was read to its end. @throws for the first mail that is not done with, the rest being done */
  async #readWith(session: MailboxSession, lease: MailboxLease, account: MailAccount): Promise<boolean> {
    const end = Date.now() + SESSION_MS;
    const maxBytes = Math.min(account.maxBytes ?? Infinity, this.config.mailMaxBytes);
    // It is looked at again next time, and does not stop those behind it.
    let held: unknown = await this.#takeAgain(lease, session, maxBytes);
    for await (const { mails, next } of session.batches(account.cursor)) {
      const problem = await this.#import(lease, session, mails, maxBytes);
      held ??= problem;
      await this.leases.renew(lease, held === undefined ? next : undefined);
      if (Date.now() > end) return false;
    }
    if (held !== undefined) throw held;
    return true;
  }

  /** The server tells of new mail where it can; then the next reading is at once instead of when its time comes. */
  async #keep(opened: Parameters<OpenMailboxes['keep']>[1], account: MailAccount): Promise<void> {
    const { id, tenantId, pollSeconds } = account;
    await this.mailboxes.keep(id, opened, pollSeconds * 1_000, () => {
      this.unitOfWork
        .outside(() => this.accounts.fetchNow(tenantId, id))
        .then(() => this.sweep.sweep())
        .catch((error: unknown) =>
          this.logger.debug({ err: error, accountId: id }, 'news of a mailbox was lost'),
        );
    });
  }

  /** What went wrong with single mails, the rest being done. @throws MailError where the session is of no more use */
  async #import(
    lease: MailboxLease,
    session: MailboxSession,
    mails: readonly RemoteMail[],
    maxBytes: number,
  ): Promise<unknown> {
    const { tenantId, accountId } = lease;
    const keyOf = (mail: RemoteMail) => `${accountId}:${mail.key}`;
    const known = await this.unitOfWork.run(tenantId, () => this.ledger.known(accountId, mails.map(keyOf)));
    const done: RemoteMail[] = [];
    let problem: unknown;
    for (const mail of mails) {
      const sourceKey = keyOf(mail);
      if (known.has(sourceKey)) {
        if (!known.get(sourceKey)!.headOnly) done.push(mail);
        continue;
      }
      try {
        const source = { tenantId, accountId, sourceKey };
        if ((await this.intake.take(source, mail, maxBytes)) === 'stored') done.push(mail);
      } catch (error) {
        // The server cannot hand out this one; the connection itself still works.
        if (!(error instanceof MailError) || error.code !== 'protocol') throw error;
        problem ??= error;
      }
    }
    return (await this.#acknowledge(lease, session, done)) ?? problem;
  }

  /** Mails that were too large once and that an admin has asked for. */
  async #takeAgain(lease: MailboxLease, session: MailboxSession, maxBytes: number): Promise<unknown> {
    const { tenantId, accountId } = lease;
    const asked = await this.unitOfWork.run(tenantId, () => this.ledger.askedAgain(accountId));
    if (asked.length === 0) return undefined;
    const keyOf = (sourceKey: string) => sourceKey.slice(accountId.length + 1);
    const found = await session.find(asked.map(({ sourceKey }) => keyOf(sourceKey)));
    const done: RemoteMail[] = [];
    for (const { id, sourceKey } of asked) {
      const mail = found.find(({ key }) => key === keyOf(sourceKey));
      const taken = await this.intake.takeAgain(tenantId, id, mail, maxBytes);
      if (mail && taken === 'stored') done.push(mail);
    }
    return this.#acknowledge(lease, session, done);
  }

  /** What went wrong with it. @throws MailError where the session is of no more use */
  async #acknowledge(
    lease: MailboxLease,
    session: MailboxSession,
    done: readonly RemoteMail[],
  ): Promise<unknown> {
    await this.leases.renew(lease);
    try {
      await session.acknowledge(done);
      return undefined;
    } catch (error) {
      if (error instanceof MailError && error.code === 'connection_lost') throw error;
      return error;
    }
  }

  async #whileRenewing<Result>(lease: MailboxLease, work: () => Promise<Result>): Promise<Result> {
    const timer = setInterval(() => {
      // A lost lease shows at the next batch.
      this.leases.renew(lease).catch(() => undefined);
    }, RENEW_MS);
    try {
      return await work();
    } finally {
      clearInterval(timer);
    }
  }

  async #failed(lease: MailboxLease, account: MailAccount, error: unknown): Promise<void> {
    const known = error instanceof MailError;
    const code: MailErrorCode = known ? error.code : 'internal';
    this.logger[known ? 'info' : 'warn'](
      { err: error, tenantId: lease.tenantId, accountId: lease.accountId, code },
      'a mailbox could not be read',
    );
    const nextAt = this.#in(pause(account.pollSeconds, account.failures));
    await this.leases.finish(lease, nextAt, { code, detail: known ? error.detail : '' });
  }

  #in(ms: number): Date {
    return new Date(this.clock.now().getTime() + ms);
  }
}

/** Longer with each failure, and never the same for two accounts of one server that is down. */
function pause(pollSeconds: number, failures: number): number {
  const base = Math.max(pollSeconds, 2) * 1_000 * 2 ** Math.min(failures, 10);
  return Math.min(base, Math.max(LONGEST_PAUSE_MS, pollSeconds * 1_000)) * (0.8 + Math.random() * 0.4);
}
