import { open } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { parseInboundMailSync } from '@noxdesk/mail';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { lockBlobs } from '../../platform/storage/blob-locks.js';
import { BlobStore, BlobTooLargeError, type StagedBlob } from '../../platform/storage/blob-store.js';
import { cleanText } from './clean-text.js';
import { LedgerRepository } from './ledger.repository.js';
import { processMailJob } from './mail-ingest.jobs.js';

/** A mail beyond this is noted and left where it is. */
export const MAX_MAIL_BYTES = 100 * 1024 * 1024;
/** Of a mail that is too large, so that one can tell what it was. */
const HEAD_BYTES = 128 * 1024;

export interface MailSource {
  tenantId: number;
  accountId: string | null;
  /** What the mail is called where it comes from. */
  sourceKey: string;
}

/** `gone`: it was no longer there. `too_large`: only its head is kept, so the original has to stay where it is. */
export type Stored = 'stored' | 'too_large' | 'gone';

/**
 * Takes a mail's bytes into safety: once this has returned `stored`, they are durable, in the ledger, and will be
 * processed whatever happens. Repeating it for the same source changes nothing.
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

  /** @param read the bytes from their beginning; null when the mail is gone */
  async take(
    source: MailSource,
    read: () => Promise<AsyncIterable<Uint8Array> | null>,
    size: number | null = null,
  ): Promise<Stored> {
    if (size === null || size <= MAX_MAIL_BYTES) {
      const bytes = await read();
      if (bytes === null) return 'gone';
      try {
        await this.#enter(source, await this.store.stage(source.tenantId, bytes, MAX_MAIL_BYTES), null);
        return 'stored';
      } catch (error) {
        if (!(error instanceof BlobTooLargeError)) throw error;
      }
    }
    const again = await read();
    if (again === null) return 'gone';
    const head = await this.store.stage(source.tenantId, firstOf(again, HEAD_BYTES), HEAD_BYTES);
    await this.#enter(source, head, 'too_large');
    return 'too_large';
  }

  async #enter(source: MailSource, blob: StagedBlob, heldFor: string | null): Promise<void> {
    try {
      const head = await readHead(blob.path);
      await this.unitOfWork.run(source.tenantId, async (tx) => {
        await lockBlobs(tx, [blob.key]);
        await blob.keep();
        const id = uuidv7();
        const isNew = await this.ledger.add({
          ...head,
          id,
          accountId: source.accountId,
          sourceKey: source.sourceKey,
          blob,
          receivedAt: this.clock.now(),
          heldFor,
        });
        if (isNew && heldFor === null) {
          await this.outbox.add(processMailJob, { ledgerId: id, manual: false, waits: 0 });
        }
      });
    } finally {
      await blob.discard();
    }
  }
}

async function* firstOf(bytes: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let left = most;
  for await (const chunk of bytes) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
}

/** What a list of mails shows; the mail as a whole is read when it is processed. */
async function readHead(path: string) {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const bytes = buffer.subarray(0, bytesRead);
    const end = bytes.toString('latin1').search(/\r?\n\r?\n/);
    const mail = parseInboundMailSync(end < 0 ? bytes : bytes.subarray(0, end + 2));
    return {
      messageId: mail.messageId === null ? null : cleanText(mail.messageId, 1_000),
      from: cleanText(mail.from.address.toLowerCase(), 320) || null,
      subject: cleanText(mail.subject, 1_000) || null,
    };
  } finally {
    await file.close();
  }
}
