import { Injectable } from '@nestjs/common';
import { EgressGuard } from '../egress/egress-guard.js';
import { connectToHost, type Credentials, tlsOptions } from './connection.js';
import { MailError, socketError } from './mail-error.js';
import type { MailBatch, MailboxDriver, MailboxSession, MailboxSettings, RemoteMail } from './mailbox.js';
import { Pop3Client } from './pop3-client.js';

/** Mails of one look into the ledger: their names cost nothing to ask for. */
const BATCH = 200;
/** Enough of a mail to tell what it is. */
const HEAD_BYTES = 128 * 1024;

interface Pop3Mail extends RemoteMail {
  /** Its place in this session. */
  number: number;
}

/** Reads a mailbox by the unique names of its mails (UIDL, RFC 1939 §7). */
@Injectable()
export class Pop3Driver implements MailboxDriver {
  constructor(private readonly guard: EgressGuard) {}

  async open(settings: MailboxSettings, credentials: Credentials): Promise<MailboxSession> {
    try {
      const client = await connectToHost(this.guard, settings.host, (address) =>
        Pop3Client.connect({ ...settings, host: address, tlsOptions: tlsOptions(settings) }),
      );
      await signIn(client, credentials);
      return new Pop3Session(client, settings);
    } catch (error) {
      throw socketError(error) ?? error;
    }
  }
}

async function signIn(client: Pop3Client, credentials: Credentials): Promise<void> {
  try {
    if (credentials.kind === 'password') await client.signIn(credentials.username, credentials.password);
    else await client.signInByToken(credentials.username, credentials.token);
  } catch (error) {
    client.destroy();
    throw error;
  }
}

class Pop3Session implements MailboxSession {
  constructor(
    private readonly client: Pop3Client,
    private readonly settings: MailboxSettings,
  ) {}

  /** All mails of the mailbox: the protocol knows no others. What is known is told by its name. */
  async *batches(): AsyncGenerator<MailBatch> {
    const mails = await this.#all();
    for (let start = 0; start < mails.length; start += BATCH) {
      yield { mails: mails.slice(start, start + BATCH), next: {} };
    }
  }

  async find(keys: readonly string[]): Promise<RemoteMail[]> {
    const wanted = new Set(keys);
    return (await this.#all()).filter(({ key }) => wanted.has(key));
  }

  /** What is deleted goes when the session ends in good order. */
  async acknowledge(mails: readonly RemoteMail[]): Promise<void> {
    if (this.settings.afterImport.kind !== 'delete') return;
    for (const { number } of mails as readonly Pop3Mail[]) await this.client.command(`DELE ${number}`);
  }

  /** The protocol tells of nothing; and an open session keeps others, and new mail, out. */
  watch(): boolean {
    return false;
  }

  async close(): Promise<void> {
    await this.client.quit().catch(() => undefined);
  }

  async #all(): Promise<Pop3Mail[]> {
    const sizes = new Map((await this.client.lines('LIST')).map(pair));
    const names = (await this.client.lines('UIDL')).map(pair);
    return names.map(([number, name]) => this.#mail(Number(number), name, sizes.get(number)));
  }

  #mail(number: number, name: string, size: string | undefined): Pop3Mail {
    return {
      number,
      key: name,
      size: size === undefined ? null : Number(size),
      read: async () => this.#read(number),
      readHead: () => this.#readHead(number),
    };
  }

  /** TOP is optional (RFC 1939 §7); without it nothing can be told of the mail but its size. */
  async #readHead(number: number): Promise<Uint8Array> {
    const parts: Buffer[] = [];
    let left = HEAD_BYTES;
    try {
      for await (const part of this.client.stream(`TOP ${number} 0`)) {
        parts.push(part.subarray(0, left));
        left = Math.max(0, left - part.length);
      }
    } catch (error) {
      if (!(error instanceof MailError) || error.code !== 'protocol') throw error;
    }
    return Buffer.concat(parts);
  }

  async *#read(number: number): AsyncGenerator<Uint8Array> {
    let isWhole = false;
    try {
      yield* this.client.stream(`RETR ${number}`);
      isWhole = true;
    } catch (error) {
      // A refused RETR is an answer like any other; the session goes on.
      isWhole = error instanceof MailError && error.code === 'protocol';
      throw error;
    } finally {
      // Whoever stops in the middle leaves an answer unread, and nothing more can be said.
      if (!isWhole) this.client.destroy();
    }
  }
}

const pair = (line: string): [string, string] => {
  const at = line.indexOf(' ');
  return [line.slice(0, at), line.slice(at + 1).trim()];
};
