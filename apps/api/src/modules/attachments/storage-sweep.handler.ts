import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { z } from 'zod';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { LOGGER } from '../../platform/observability/logger.js';
import { defineJob, type JobContext, JobHandler } from '../../platform/queue/job.js';
import { lockBlobForRemoval } from '../../platform/storage/blob-locks.js';
import { type BlobInfo, BlobStore } from '../../platform/storage/blob-store.js';
import { AttachmentsRepository } from './attachments.repository.js';

/** What a transaction that rolled back left behind is not looked at for so long: the one that needs it may still run. */
const MIN_AGE_MS = 24 * 3_600_000;
const BATCH = 500;

const payload = z.strictObject({});

export const storageSweepJob = defineJob({
  name: 'storage.sweep',
  queue: 'upkeep',
  payload,
  attempts: 3,
  backoffMs: 60_000,
});

/** Deletes the blobs of a tenant that nothing refers to. */
@Injectable()
export class StorageSweepHandler extends JobHandler<z.infer<typeof payload>> {
  readonly job = storageSweepJob;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: AttachmentsRepository,
    private readonly store: BlobStore,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    super();
  }

  async handle(_: z.infer<typeof payload>, { tenantId }: JobContext): Promise<void> {
    let deleted = 0;
    let batch: string[] = [];
    const sweep = async () => {
      deleted += await this.#sweep(tenantId, batch);
      batch = [];
    };
    for await (const blob of this.store.list(tenantId)) {
      if (this.#isOld(blob)) batch.push(blob.key);
      if (batch.length === BATCH) await sweep();
    }
    await sweep();
    await this.store.dropStaleStaged();
    if (deleted > 0) this.logger.info({ tenantId, deleted }, 'blobs that nothing refers to were deleted');
  }

  async #sweep(tenantId: number, keys: readonly string[]): Promise<number> {
    if (keys.length === 0) return 0;
    const referred = await this.unitOfWork.run(tenantId, () => this.repository.referred(keys));
    let deleted = 0;
    for (const key of keys) {
      if (!referred.has(key) && (await this.#remove(tenantId, key))) deleted += 1;
    }
    return deleted;
  }

  /**
   * Looks once more while nobody can begin to refer to it: since the list was read, the same bytes may have come
   * again, and been put in the very same place.
   */
  async #remove(tenantId: number, key: string): Promise<boolean> {
    return this.unitOfWork.run(tenantId, async (tx) => {
      if (!(await lockBlobForRemoval(tx, key))) return false;
      if ((await this.repository.referred([key])).has(key)) return false;
      const blob = await this.store.stat(key);
      if (!blob || !this.#isOld(blob)) return false;
      await this.store.delete(key);
      return true;
    });
  }

  #isOld(blob: BlobInfo): boolean {
    return this.clock.now().getTime() - blob.modifiedAt.getTime() > MIN_AGE_MS;
  }
}
