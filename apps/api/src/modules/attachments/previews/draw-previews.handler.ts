import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { z } from 'zod';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { LOGGER } from '../../../platform/observability/logger.js';
import { defineJob, type JobContext, JobHandler } from '../../../platform/queue/job.js';
import { lockBlobs } from '../../../platform/storage/blob-locks.js';
import { BlobStore, BlobStoreError } from '../../../platform/storage/blob-store.js';
import { type AttachmentRow, AttachmentsRepository } from '../attachments.repository.js';
import { drawPreview, PreviewError } from './preview-process.js';

const payload = z.strictObject({ messageId: z.uuid() });
export type DrawPreviewsPayload = z.infer<typeof payload>;

export const drawPreviewsJob = defineJob({
  name: 'attachments.draw-previews',
  queue: 'upkeep',
  payload,
  attempts: 3,
  backoffMs: 5_000,
});

const DRAWN = new Set(['image/png', 'image/jpeg', 'image/gif']);
/** Smaller pictures, such as the logos below mails, are their own preview. */
export const LEAST_BYTES = 64 * 1_024;
/** What takes longer to read than anybody waits for. */
export const MOST_BYTES = 64 * 1_048_576;

/** Whether a small version of the file is of use. */
export const isWorthPreview = ({
  content_type,
  size,
}: Pick<AttachmentRow, 'content_type' | 'size'>): boolean =>
  DRAWN.has(content_type) && Number(size) >= LEAST_BYTES && Number(size) <= MOST_BYTES;

/** Makes small versions of the pictures of a message, one after the other. A picture that cannot be drawn has none. */
@Injectable()
export class DrawPreviewsHandler extends JobHandler<DrawPreviewsPayload> {
  readonly job = drawPreviewsJob;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: AttachmentsRepository,
    private readonly store: BlobStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    super();
  }

  async handle({ messageId }: DrawPreviewsPayload, { tenantId }: JobContext): Promise<void> {
    const files = await this.unitOfWork.run(tenantId, () => this.repository.ofMessages([messageId]));
    for (const file of files) if (isWanting(file)) await this.#draw(tenantId, file);
  }

  async #draw(tenantId: number, file: AttachmentRow): Promise<void> {
    try {
      await this.#keep(tenantId, file.id, await drawPreview(await this.store.read(file.blob_key)));
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) throw error;
      this.logger.info({ tenantId, file: file.id, err: error }, 'a picture has no preview');
      await this.unitOfWork.run(tenantId, () => this.repository.settlePreview(file.id, { refused: refusal }));
    }
  }

  async #keep(tenantId: number, id: string, preview: Buffer): Promise<void> {
    const blob = await this.store.stage(tenantId, Readable.from([preview]), preview.length);
    try {
      await this.unitOfWork.run(tenantId, async (tx) => {
        await lockBlobs(tx, [blob.key]);
        // Somebody may have erased the file meanwhile.
        if (await this.repository.settlePreview(id, blob)) await blob.keep();
      });
    } finally {
      await blob.discard();
    }
  }
}

const isWanting = (file: AttachmentRow) =>
  isWorthPreview(file) &&
  file.scan_state === null &&
  file.preview_blob_key === null &&
  file.preview_refused === null;

/** Why there will never be one; undefined for what another try may mend. */
function refusalOf(error: unknown): string | undefined {
  if (error instanceof PreviewError) return error.refusal;
  return error instanceof BlobStoreError && error.failure === 'missing' ? 'missing' : undefined;
}
