import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { type JobContext, JobHandler } from '../../platform/queue/job.js';
import { JobRegistry } from '../../platform/queue/job-registry.js';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import { type DeliverPayload, deliverWebhookJob } from './webhook-jobs.js';
import { WebhookOutcomes } from './webhook-outcomes.js';
import { WebhookSender } from './webhook-sender.js';

/** Brings one delivery to its receiver: at least once, and each time under the same message id. */
@Injectable()
export class WebhookDeliverHandler extends JobHandler<DeliverPayload> {
  readonly job = deliverWebhookJob;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly sender: WebhookSender,
    private readonly outcomes: WebhookOutcomes,
    registry: JobRegistry,
  ) {
    super();
    registry.register(this);
  }

  async handle({ deliveryId }: DeliverPayload, { tenantId, complete }: JobContext): Promise<void> {
    const delivery = await this.unitOfWork.run(tenantId, async () => {
      const found = await this.deliveries.sendable(deliveryId);
      if (found?.state === 'queued' && !found.enabled) await this.deliveries.drop(deliveryId);
      return found;
    });
    // Deleted with its webhook, switched off, or sent by a hand-over that was repeated.
    if (delivery?.state !== 'queued' || !delivery.enabled) return;
    const attempt = await this.sender.send(tenantId, delivery);
    const isOver = await this.unitOfWork.run(tenantId, async () => {
      const over = await this.outcomes.record(tenantId, delivery, attempt);
      if (over) await complete();
      return over;
    });
    if (!isOver) throw new Error(`The webhook did not take the delivery: ${attempt.error}`);
  }
}
