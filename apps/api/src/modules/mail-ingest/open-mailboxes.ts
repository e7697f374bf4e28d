import { createHash } from 'node:crypto';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { Credentials } from '../../platform/mail-transport/connection.js';
import type { MailboxSession, MailboxSettings } from '../../platform/mail-transport/mailbox.js';
import { Mailboxes } from '../../platform/mail-transport/mailboxes.js';

/** Connections that one process keeps open beyond reading. */
const MOST = 500;
/** A session nobody came back to for so long beyond its time is of an account that others read, or nobody. */
const GRACE_MS = 60_000;

interface Kept {
  session: MailboxSession;
  /** Of what the session was opened with: a changed account is opened anew. */
  signature: string;
  expiry: NodeJS.Timeout;
}

/** Sessions that are kept between two readings, because their server tells of new mail meanwhile (IDLE). */
@Injectable()
export class OpenMailboxes implements BeforeApplicationShutdown {
  readonly #kept = new Map<string, Kept>();
  #stopping = false;

  constructor(private readonly mailboxes: Mailboxes) {}

  /** The session that was kept, else a new one. Whoever gets it keeps or closes it. @throws MailError */
  async open(
    accountId: string,
    settings: MailboxSettings,
    credentials: Credentials,
  ): Promise<MailboxSession> {
    const kept = this.#take(accountId);
    if (kept?.signature === signatureOf(settings, credentials)) return kept.session;
    await kept?.session.close();
    return this.mailboxes.open(settings, credentials);
  }

  /** Keeps a session for the next reading where it can watch, else closes it. */
  async keep(
    accountId: string,
    opened: { session: MailboxSession; settings: MailboxSettings; credentials: Credentials },
    forMs: number,
    onNews: () => void,
  ): Promise<void> {
    const { session, settings, credentials } = opened;
    const isWatching =
      !this.#stopping &&
      this.#kept.size < MOST &&
      session.watch(onNews, () => this.#forget(accountId, session));
    if (!isWatching) {
      await session.close();
      return;
    }
    await this.#take(accountId)?.session.close();
    const expiry = setTimeout(() => void this.#take(accountId)?.session.close(), forMs + GRACE_MS);
    expiry.unref();
    this.#kept.set(accountId, { session, signature: signatureOf(settings, credentials), expiry });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopping = true;
    await Promise.all([...this.#kept.keys()].map((id) => this.#take(id)?.session.close()));
  }

  #take(accountId: string): Kept | undefined {
    const kept = this.#kept.get(accountId);
    this.#kept.delete(accountId);
    clearTimeout(kept?.expiry);
    return kept;
  }

  #forget(accountId: string, session: MailboxSession): void {
    if (this.#kept.get(accountId)?.session === session) this.#take(accountId);
  }
}

const signatureOf = (settings: MailboxSettings, credentials: Credentials): string =>
  createHash('sha256')
    .update(JSON.stringify([settings, credentials]))
    .digest('base64url');
