import { Injectable } from '@nestjs/common';
import { readMailHead } from '@noxdesk/mail';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { lockBlobs } from '../../platform/storage/blob-locks.js';
import { BlobStore, BlobTooLargeError, type StagedBlob } from '../../platform/storage/blob-store.js';
import { cleanText } from './clean-text.js';
import { LedgerRepository } from './ledger.repository.js';
import { processMailJob } from './mail-ingest.jobs.js';

/** A mail's header is looked for in so many bytes. */
const HEAD_BYTES = 128 * 1024;

export interface MailSource {
  tenantId: number;
  accountId: string | null;
  /** What the mail is called where it comes from. */
  sourceKey: string;
}

/** Bytes that come from a mailbox. */
export interface Incoming {
  /** As the mailbox says; null where it does not. */
  size: number | null;
  /** From the beginning; null when the mail is gone. */
  read(): Promise<AsyncIterable<Uint8Array> | null>;
  readHead(): Promise<Uint8Array | null>;
}

/** `gone`: it was no longer there. `too_large`: only its head is kept, so the original has to stay where it is. */
export type Stored = 'stored' | 'too_large' | 'gone';

/**
 * Takes a mail's bytes into safety: once this has returned, or returned `stored`, they are durable, in the ledger, and
 * will be processed whatever happens. Repeating it for the same source changes nothing.
 */
@Injectable()
export class MailIntake {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly ledger: LedgerRepository,
    private readonly store: BlobStore,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Takes a mail out of a mailbox. What is larger than `maxBytes` is noted, and not loaded where its size is known. */
  async take(source: MailSource, mail: Incoming, maxBytes: number): Promise<Stored> {
    if (mail.size === null || mail.size <= maxBytes) {
      const bytes = await mail.read();
      if (bytes === null) return 'gone';
      try {
        await this.accept(source, bytes, maxBytes);
        return 'stored';
      } catch (error) {
        if (!(error instanceof BlobTooLargeError)) throw error;
      }
    }
    const head = await mail.readHead();
    if (head === null) return 'gone';
    await this.#stage(source, once(head), HEAD_BYTES, 'too_large');
    return 'too_large';
  }

  /** Takes a mail as a whole of which only the head is in the ledger. Where that fails, its entry says why. */
  async takeAgain(
    tenantId: number,
    id: string,
    mail: Incoming | undefined,
    maxBytes: number,
  ): Promise<Stored> {
    const bytes = mail && (mail.size === null || mail.size <= maxBytes) ? await mail.read() : null;
    if (bytes === null)
      return this.#stillHeld(tenantId, id, mail && mail.size !== null && mail.size > maxBytes);
    let blob: StagedBlob;
    try {
      blob = await this.store.stage(tenantId, bytes, maxBytes);
    } catch (error) {
      if (!(error instanceof BlobTooLargeError)) throw error;
      return this.#stillHeld(tenantId, id, true);
    }
    try {
      await blob.keep();
      await this.unitOfWork.run(tenantId, async (tx) => {
        await lockBlobs(tx, [blob.key]);
        await blob.keep();
        if (!(await this.ledger.complete(id, blob))) return;
        await this.outbox.add(processMailJob, { ledgerId: id, manual: true, waits: 0 });
      });
    } finally {
      await blob.discard();
    }
    return 'stored';
  }

  async #stillHeld(tenantId: number, id: string, isTooLarge = false): Promise<Stored> {
    const reason = isTooLarge ? 'too_large' : 'no_longer_there';
    await this.unitOfWork.run(tenantId, () => this.ledger.hold(id, reason, this.clock.now()));
    return isTooLarge ? 'too_large' : 'gone';
  }

  /** Takes a mail that is handed over. @throws BlobTooLargeError where it is larger than `maxBytes`; nothing stays */
  async accept(source: MailSource, bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<void> {
    await this.#stage(source, bytes, maxBytes, null);
  }

  async #stage(
    source: MailSource,
    bytes: AsyncIterable<Uint8Array>,
    maxBytes: number,
    heldFor: string | null,
  ): Promise<void> {
    const head = new Head();
    const blob = await this.store.stage(source.tenantId, head.watch(bytes), maxBytes);
    try {
      // The bytes are on their way to the store before a transaction is opened.
      await blob.keep();
      await this.#enter(source, blob, head.read(), heldFor);
    } finally {
      await blob.discard();
    }
  }

  async #enter(
    source: MailSource,
    blob: StagedBlob,
    head: ReturnType<Head['read']>,
    heldFor: string | null,
  ): Promise<void> {
    const id = uuidv7();
    await this.unitOfWork.run(source.tenantId, async (tx) => {
      const entry = {
        ...head,
        id,
        accountId: source.accountId,
        sourceKey: source.sourceKey,
        blob,
        receivedAt: this.clock.now(),
        heldFor,
      };
      const [isNew] = await Promise.all([this.ledger.add(entry), lockBlobs(tx, [blob.key])]);
      // From here on nothing removes it; what was removed before makes this fail, and the mail is taken once more.
      await blob.keep();
      if (isNew && heldFor === null) {
        await this.outbox.add(processMailJob, { ledgerId: id, manual: false, waits: 0 });
      }
    });
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, HEAD_BYTES);
}

/** What a list of mails shows, taken from the bytes as they pass; the mail as a whole is read when it is processed. */
class Head {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  async *watch(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      if (this.#size < HEAD_BYTES) {
        // A copy: what passes belongs to somebody else, who may write over it.
        const part = Buffer.from(chunk.subarray(0, HEAD_BYTES - this.#size));
        this.#chunks.push(part);
        this.#size += part.length;
      }
      yield chunk;
    }
  }

  read() {
    const mail = readMailHead(Buffer.concat(this.#chunks));
    return {
      messageId: mail.messageId === null ? null : cleanText(mail.messageId, 1_000),
      from: cleanText(mail.from.address.toLowerCase(), 320) || null,
      subject: cleanText(mail.subject, 1_000) || null,
    };
  }
}
