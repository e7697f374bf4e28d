import { Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { lockBlobForRemoval, lockBlobs } from '../../platform/storage/blob-locks.js';
import { BlobStore, isBlobKey } from '../../platform/storage/blob-store.js';
import { AttachmentsService } from '../attachments/attachments.service.js';
import { ERASED_MAIL } from './erased.js';
import type { ErasedMail } from './ticket-eraser.js';

/** Blobs that nobody refers to any more, deleted at once. */
@Injectable()
export class BlobRemover {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly attachments: AttachmentsService,
    private readonly store: BlobStore,
  ) {}

  /** Outside of a unit of work. What a backup still needs is left to the daily clean-up. @returns how many went */
  async remove(tenantId: number, keys: Iterable<string>): Promise<number> {
    let removed = 0;
    for (const key of new Set(keys)) {
      if (!isBlobKey(key)) continue;
      const gone = await this.unitOfWork.run(tenantId, async (tx) => {
        if (!(await lockBlobForRemoval(tx, key))) return false;
        if (await this.attachments.isReferred(key)) return false;
        await this.store.delete(key);
        return true;
      });
      if (gone) removed += 1;
    }
    return removed;
  }

  /** Keeps a blob to stand in for erased mails; its row is written in the transaction that `use` is. */
  async withErasedMail<Result>(
    tenantId: number,
    use: (erased: ErasedMail) => Promise<Result>,
  ): Promise<Result> {
    const blob = await this.store.stage(tenantId, Readable.from([Buffer.from(ERASED_MAIL)]), 1_000);
    try {
      return await this.unitOfWork.run(tenantId, async (tx) => {
        await lockBlobs(tx, [blob.key]);
        await blob.keep();
        return use({ key: blob.key, sha256: blob.sha256, size: blob.size });
      });
    } finally {
      await blob.discard();
    }
  }
}
