import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { z } from 'zod';
import { CONFIG, type Config } from '../../config/config.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { LOGGER } from '../../platform/observability/logger.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { defineJob, type JobContext, JobHandler } from '../../platform/queue/job.js';
import { BlobStore } from '../../platform/storage/blob-store.js';
import { AuditLog } from '../audit/audit-log.js';
import { AttachmentsRepository } from './attachments.repository.js';
import { drawPreviewsJob, isWorthPreview } from './previews/draw-previews.handler.js';
import { scanByClamd, type ScanVerdict } from './clamd.js';

const payload = z.strictObject({ messageId: z.uuid() });
export type ScanPayload = z.infer<typeof payload>;

export const scanFilesJob = defineJob({
  name: 'attachments.scan',
  queue: 'upkeep',
  payload,
  attempts: 6,
  backoffMs: 2_000,
});

/** A scanner that was away for long is tried again: the files stay shut meanwhile. */
const AGAIN_MS = 5 * 60_000;

/** Has the files of a message looked at by a virus scanner, then gives them free or keeps them shut. */
@Injectable()
export class ScanFilesHandler extends JobHandler<ScanPayload> {
  readonly job = scanFilesJob;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: AttachmentsRepository,
    private readonly store: BlobStore,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
    @Inject(CONFIG) private readonly config: Pick<Config, 'clamdUrl'>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    super();
  }

  async handle({ messageId }: ScanPayload, { tenantId }: JobContext): Promise<void> {
    const files = await this.unitOfWork.run(tenantId, () => this.repository.ofMessages([messageId]));
    let free = false;
    for (const file of files) {
      if (file.scan_state !== 'pending') continue;
      // Switched off meanwhile: nobody would ever give it free.
      const verdict: ScanVerdict =
        this.config.clamdUrl === undefined
          ? { clean: true }
          : await scanByClamd(this.config.clamdUrl, await this.store.read(file.blob_key));
      await this.unitOfWork.run(tenantId, async () => {
        await this.repository.settleScan(file.id, verdict.clean ? null : verdict.reason);
        if (verdict.clean) {
          free ||= isWorthPreview(file);
          return;
        }
        await this.audit.record({
          actor: { id: null, email: 'system' },
          action: 'attachments.locked',
          target: file.id,
          details: { found: verdict.reason, sha256: file.sha256 },
        });
      });
      if (!verdict.clean)
        this.logger.warn({ tenantId, file: file.id, found: verdict.reason }, 'a file was locked');
    }
    if (free) await this.unitOfWork.run(tenantId, () => this.outbox.add(drawPreviewsJob, { messageId }));
  }

  override async gaveUp(given: ScanPayload, tenantId: number): Promise<void> {
    await this.unitOfWork.run(tenantId, () => this.outbox.add(scanFilesJob, given, AGAIN_MS));
  }
}
