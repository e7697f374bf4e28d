import type { Credentials, ServerSettings } from './connection.js';

/** What is to become of a mail on the server once it is stored here. */
export type AfterImport = { kind: 'seen' } | { kind: 'delete' } | { kind: 'move'; folder: string };

/** Where reading goes on, in terms of the protocol; opaque to all but its driver. */
export type MailboxCursor = Record<string, unknown>;

export interface MailboxSettings extends ServerSettings {
  protocol: 'imap' | 'pop3';
  folder: string;
  afterImport: AfterImport;
  /** Mails that were in the mailbox before this and have been read by somebody are left alone. */
  since: Date;
}

/** A mail that the mailbox holds and that has not been dealt with. */
export interface RemoteMail {
  /** What the mail is called in its mailbox; the same in every session. */
  key: string;
  /** Bytes, as the server counts them; null where it does not say beforehand. */
  size: number | null;
  /** @throws MailError; null when the mail is gone */
  read(): Promise<AsyncIterable<Uint8Array> | null>;
  /** Its header alone, of a mail that is not to be read as a whole; null when the mail is gone. @throws MailError */
  readHead(): Promise<Uint8Array | null>;
}

/** A batch of mails, and where reading goes on once all of them are acknowledged. */
export interface MailBatch {
  mails: RemoteMail[];
  next: MailboxCursor;
}

/** One session with a mailbox. Not to be used by two at a time. */
export interface MailboxSession {
  /** New mails after the cursor, the oldest first; ends when there are none left. */
  batches(cursor: MailboxCursor): AsyncIterable<MailBatch>;
  /** Mails by their keys, wherever reading has got to; those that are gone are left out. @throws MailError */
  find(keys: readonly string[]): Promise<RemoteMail[]>;
  /** Marks, moves or deletes mails that are stored. @throws MailError */
  acknowledge(mails: readonly RemoteMail[]): Promise<void>;
  /**
   * Asks to be told of new mails while nothing else is done with the session; reading again ends it. False where the
   * server does not tell: then the mailbox has to be looked at from time to time.
   * @param onNews called when mails have come, those included that came since the last look
   * @param onEnd called when the connection is gone
   */
  watch(onNews: () => void, onEnd: () => void): boolean;
  close(): Promise<void>;
}

/** A protocol. @throws MailError only */
export interface MailboxDriver {
  open(settings: MailboxSettings, credentials: Credentials): Promise<MailboxSession>;
}
