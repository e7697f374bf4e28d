import { Injectable } from '@nestjs/common';
import { type FetchMessageObject, ImapFlow } from 'imapflow';
import { EgressGuard } from '../egress/egress-guard.js';
import { connectToHost, type Credentials, tlsOptions } from './connection.js';
import { imapError } from './imap-errors.js';
import { MailError } from './mail-error.js';
import type {
  AfterImport,
  MailBatch,
  MailboxCursor,
  MailboxDriver,
  MailboxSession,
  MailboxSettings,
  RemoteMail,
} from './mailbox.js';

const CONNECT_MS = 15_000;
/** Silence of the server after which a command counts as lost. */
const SOCKET_MS = 60_000;
const BATCH = 50;
/** A mail comes in pieces of this size, so that a large one is never whole in memory. */
const CHUNK_BYTES = 1024 * 1024;
/** Enough of a mail to tell what it is. */
const HEAD_BYTES = 128 * 1024;

/** Where reading an IMAP folder goes on. */
interface ImapCursor {
  /** As text: it is a 32-bit number that JSON keeps, but imapflow hands it out as a bigint. */
  uidValidity: string;
  /** Everything up to here is dealt with. */
  uid: number;
  /** Mails below this UID were there when reading began: of them, only some are new to us. */
  backlogBelow: number;
}

interface ImapMail extends RemoteMail {
  uid: number;
}

/** Reads a folder by UIDVALIDITY and UID (RFC 9051 §2.3.1.1). */
@Injectable()
export class ImapDriver implements MailboxDriver {
  constructor(private readonly guard: EgressGuard) {}

  async open(settings: MailboxSettings, credentials: Credentials): Promise<ImapSession> {
    const client = await connectToHost(this.guard, settings.host, (address) =>
      signIn(settings, credentials, address),
    ).catch((error: unknown) => {
      throw imapError(error);
    });
    const session = new ImapSession(client, settings);
    try {
      await session.select();
      return session;
    } catch (error) {
      client.close();
      throw error;
    }
  }
}

async function signIn(settings: MailboxSettings, credentials: Credentials, address: string) {
  const { username: user } = credentials;
  const client = new ImapFlow({
    host: address,
    port: settings.port,
    secure: settings.tls === 'tls',
    doSTARTTLS: settings.tls === 'starttls',
    tls: tlsOptions(settings),
    auth:
      credentials.kind === 'password'
        ? { user, pass: credentials.password }
        : { user, accessToken: credentials.token },
    disableAutoIdle: true,
    // Well below the half hour after which a server may hang up (RFC 2177), and often enough for most routers.
    maxIdleTime: 5 * 60_000,
    logger: false,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SOCKET_MS,
    // Room for one chunk and for long lists of UIDs, not for a server that never ends a line.
    maxLiteralSize: 4 * CHUNK_BYTES,
    maxResponseSize: 16 * CHUNK_BYTES,
    maxLineLength: 8 * CHUNK_BYTES,
  });
  // A lost connection fails the command that waits for it; as an event it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.close();
    throw imapError(error);
  }
}

/** An open folder. */
export class ImapSession implements MailboxSession {
  /** Something came that no look has seen yet. */
  #news = false;
  #isSelected = false;
  #onNews: (() => void) | undefined;
  #onEnd: (() => void) | undefined;

  constructor(
    private readonly client: ImapFlow,
    private readonly settings: MailboxSettings,
  ) {
    client.on('exists', ({ count, prevCount }) => {
      if (count <= prevCount) return;
      this.#news = true;
      this.#onNews?.();
    });
    client.once('close', () => this.#onEnd?.());
  }

  /** Opens the folder, or brings what is known of it up to date. @throws MailError */
  async select(): Promise<void> {
    try {
      await this.client.mailboxOpen(this.settings.folder);
      this.#isSelected = true;
    } catch (error) {
      throw imapError(error, 'SELECT');
    }
  }

  async *batches(stored: MailboxCursor): AsyncGenerator<MailBatch> {
    this.#onNews = undefined;
    if (!this.#isSelected) await this.select();
    this.#isSelected = false;
    this.#news = false;
    const cursor = this.#resume(stored);
    const uids = await this.#newUids(cursor, 'uidValidity' in stored);
    for (let start = 0; start < uids.length; start += BATCH) {
      const part = uids.slice(start, start + BATCH);
      yield { mails: await this.#describe(part), next: { ...cursor, uid: part.at(-1)! } };
    }
    // What was passed over need not be looked at again.
    const seenUpTo = Math.max(cursor.uid, cursor.backlogBelow - 1);
    if (uids.length === 0 && (seenUpTo !== cursor.uid || !('uidValidity' in stored))) {
      yield { mails: [], next: { ...cursor, uid: seenUpTo } };
    }
  }

  async find(keys: readonly string[]): Promise<RemoteMail[]> {
    if (!this.#isSelected) await this.select();
    const { path, uidValidity } = this.#mailbox;
    const prefix = `${path}:${uidValidity}:`;
    const uids = keys.filter((key) => key.startsWith(prefix)).map((key) => Number(key.slice(prefix.length)));
    return uids.length === 0 ? [] : this.#describe(uids);
  }

  async acknowledge(mails: readonly RemoteMail[]): Promise<void> {
    if (mails.length === 0) return;
    const uids = (mails as ImapMail[]).map(({ uid }) => uid);
    try {
      await this.#dispose(uids, this.settings.afterImport);
    } catch (error) {
      throw imapError(error, 'SELECT');
    }
  }

  watch(onNews: () => void, onEnd: () => void): boolean {
    if (!this.client.usable || !this.client.capabilities.has('IDLE')) return false;
    this.#onNews = onNews;
    this.#onEnd = onEnd;
    // Ends with the next command, or with the connection, which tells of itself.
    void this.client.idle().catch(() => undefined);
    if (this.#news) onNews();
    return true;
  }

  async close(): Promise<void> {
    this.#onNews = undefined;
    const hurry = setTimeout(() => this.client.close(), 2_000);
    await this.client.logout().catch(() => this.client.close());
    clearTimeout(hurry);
  }

  get #mailbox() {
    const { mailbox } = this.client;
    if (mailbox === false) throw new MailError('connection_lost');
    return mailbox;
  }

  /** A folder that was made anew numbers its mails anew: all of it is read again, and what is known is recognised. */
  #resume(stored: MailboxCursor): ImapCursor {
    const { uidValidity, uidNext } = this.#mailbox;
    const known = stored as Partial<ImapCursor>;
    if (known.uidValidity === String(uidValidity) && typeof known.uid === 'number') {
      return { uidValidity: known.uidValidity, uid: known.uid, backlogBelow: known.backlogBelow ?? 0 };
    }
    return { uidValidity: String(uidValidity), uid: 0, backlogBelow: uidNext };
  }

  /** Ascending. Of the backlog: what nobody has read yet, and what came after the account was set up. */
  async #newUids(cursor: ImapCursor, wasRead: boolean): Promise<number[]> {
    const from = cursor.uid + 1;
    if (this.#mailbox.exists === 0 || (this.#mailbox.uidNext > 0 && from >= this.#mailbox.uidNext)) return [];
    const all = await this.#search({ uid: `${from}:*` }, from);
    if (from >= cursor.backlogBelow) return all;
    const range = { uid: `${from}:${cursor.backlogBelow - 1}` };
    const unread = await this.#search({ ...range, seen: false }, from);
    const later = wasRead ? await this.#arrivedSince(range.uid, this.settings.since) : [];
    const wanted = new Set([...unread, ...later]);
    return all.filter((uid) => uid >= cursor.backlogBelow || wanted.has(uid));
  }

  async #search(query: Record<string, unknown>, from: number): Promise<number[]> {
    try {
      const found = (await this.client.search(query, { uid: true })) || [];
      // `n:*` always holds the last mail, even where its UID is below n.
      return found.filter((uid) => uid >= from).sort((a, b) => a - b);
    } catch (error) {
      throw imapError(error);
    }
  }

  /** SINCE counts in days (RFC 9051 §6.4.4); the instant is compared here. */
  async #arrivedSince(range: string, since: Date): Promise<number[]> {
    const day = new Date(since.getTime() - 86_400_000);
    const near = await this.#search({ uid: range, since: day }, 1);
    if (near.length === 0) return [];
    const mails = await this.#fetch(near, { uid: true, internalDate: true });
    return mails.filter((mail) => new Date(mail.internalDate ?? 0) >= since).map(({ uid }) => uid);
  }

  async #describe(uids: readonly number[]): Promise<RemoteMail[]> {
    const mails = await this.#fetch(uids, { uid: true, size: true });
    const { path, uidValidity } = this.#mailbox;
    return mails
      .sort((a, b) => a.uid - b.uid)
      .map(({ uid, size }): ImapMail => ({
        uid,
        key: `${path}:${uidValidity}:${uid}`,
        size: size ?? null,
        read: () => this.#read(uid),
        readHead: () => this.#chunk(uid, 0, HEAD_BYTES),
      }));
  }

  async #fetch(uids: readonly number[], query: object): Promise<FetchMessageObject[]> {
    try {
      return await this.client.fetchAll(uids.join(','), query, { uid: true });
    } catch (error) {
      throw imapError(error);
    }
  }

  /** BODY.PEEK: reading alone marks nothing. */
  async #read(uid: number): Promise<AsyncIterable<Uint8Array> | null> {
    const first = await this.#chunk(uid, 0);
    if (first === null) return null;
    return this.#rest(uid, first);
  }

  async *#rest(uid: number, first: Buffer): AsyncGenerator<Uint8Array> {
    let at = 0;
    for (let chunk = first; ;) {
      yield chunk;
      at += chunk.length;
      if (chunk.length < CHUNK_BYTES) return;
      const next = await this.#chunk(uid, at);
      if (next === null) throw new MailError('connection_lost', 'the mail went while it was read');
      chunk = next;
    }
  }

  async #chunk(uid: number, start: number, maxLength = CHUNK_BYTES): Promise<Buffer | null> {
    try {
      const query = { uid: true, source: { start, maxLength } };
      const found = await this.client.fetchOne(String(uid), query, { uid: true });
      return found === false ? null : (found.source ?? Buffer.alloc(0));
    } catch (error) {
      throw imapError(error);
    }
  }

  async #dispose(uids: readonly number[], after: AfterImport): Promise<void> {
    const range = uids.join(',');
    if (after.kind === 'seen') {
      await this.client.messageFlagsAdd(range, ['\\Seen'], { uid: true });
    } else if (after.kind === 'delete') {
      await this.client.messageDelete(range, { uid: true });
    } else if (!(await this.client.messageMove(range, after.folder, { uid: true }))) {
      await this.client.mailboxCreate(after.folder);
      if (!(await this.client.messageMove(range, after.folder, { uid: true }))) {
        throw new MailError('folder_missing', after.folder);
      }
    }
  }
}
