import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { type JobContext, JobHandler } from '../../platform/queue/job.js';
import { JobRegistry } from '../../platform/queue/job-registry.js';
import { type SendableRow, WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import { type DeliverPayload, deliverWebhookJob } from './webhook-jobs.js';
import { WebhookOutcomes } from './webhook-outcomes.js';
import { WebhookSender } from './webhook-sender.js';

/** Of one receiver at a time: a slow one must not take the places of the others. */
const MOST_AT_ONCE = 4;
const LATER_MS = 2_000;

/** Brings one delivery to its receiver: at least once, and each time under the same message id. */
@Injectable()
export class WebhookDeliverHandler extends JobHandler<DeliverPayload> {
  readonly job = deliverWebhookJob;
  readonly #underWay = new Map<string, number>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly sender: WebhookSender,
    private readonly outcomes: WebhookOutcomes,
    private readonly outbox: Outbox,
    registry: JobRegistry,
  ) {
    super();
    registry.register(this);
  }

  async handle(payload: DeliverPayload, context: JobContext): Promise<void> {
    const { deliveryId } = payload;
    const { tenantId } = context;
    const delivery = await this.unitOfWork.run(tenantId, async () => {
      const found = await this.deliveries.sendable(deliveryId);
      if (found?.state === 'queued' && !found.enabled) await this.deliveries.drop(deliveryId);
      return found;
    });
    // Deleted with its webhook, switched off, or sent by a hand-over that was repeated.
    if (delivery?.state !== 'queued' || !delivery.enabled) return;
    const underWay = this.#underWay.get(delivery.webhook_id) ?? 0;
    if (underWay >= MOST_AT_ONCE) return this.#putOff(payload, context);
    this.#underWay.set(delivery.webhook_id, underWay + 1);
    try {
      await this.#deliver(delivery, context);
    } finally {
      const left = this.#underWay.get(delivery.webhook_id)! - 1;
      if (left > 0) this.#underWay.set(delivery.webhook_id, left);
      else this.#underWay.delete(delivery.webhook_id);
    }
  }

  async #deliver(delivery: SendableRow, { tenantId, complete }: JobContext): Promise<void> {
    const attempt = await this.sender.send(tenantId, delivery);
    const isOver = await this.unitOfWork.run(tenantId, async () => {
      const over = await this.outcomes.record(tenantId, delivery, attempt);
      if (over) await complete();
      return over;
    });
    if (!isOver) throw new Error(`The webhook did not take the delivery: ${attempt.error}`);
  }

  /** No attempt was made, so none is counted: another job takes the place of this one. */
  async #putOff(payload: DeliverPayload, { tenantId, complete }: JobContext): Promise<void> {
    await this.unitOfWork.run(tenantId, async () => {
      await this.outbox.add(deliverWebhookJob, payload, LATER_MS);
      await complete();
    });
  }
}
