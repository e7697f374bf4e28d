import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../../../platform/clock/clock.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { Outbox } from '../../../platform/outbox/outbox.js';
import { defineJob, type JobContext, JobHandler } from '../../../platform/queue/job.js';
import { AttachmentsRepository } from '../attachments.repository.js';
import { drawPreviewsJob, LEAST_BYTES, MOST_BYTES } from './draw-previews.handler.js';

const payload = z.strictObject({});

export const previewBacklogJob = defineJob({
  name: 'attachments.preview-backlog',
  queue: 'upkeep',
  payload,
  attempts: 3,
  backoffMs: 60_000,
});

/** What is newer may be under way by the job that its message has given. */
const MIN_AGE_MS = 10 * 60_000;
/** Messages at a time, so that a tenant with years of pictures keeps nobody waiting. */
const BATCH = 100;

/**
 * Has previews drawn of pictures that have none: those that were there before previews were, and those whose job was
 * lost. A few at a time, the newest first, since those are looked at most.
 */
@Injectable()
export class PreviewBacklogHandler extends JobHandler<z.infer<typeof payload>> {
  readonly job = previewBacklogJob;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: AttachmentsRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {
    super();
  }

  async handle(_: z.infer<typeof payload>, { tenantId }: JobContext): Promise<void> {
    const before = new Date(this.clock.now().getTime() - MIN_AGE_MS);
    const sizes = { least: LEAST_BYTES, most: MOST_BYTES };
    await this.unitOfWork.run(tenantId, async () => {
      const messages = await this.repository.messagesWithoutPreviews(before, sizes, BATCH);
      for (const messageId of messages) await this.outbox.add(drawPreviewsJob, { messageId });
    });
  }
}
