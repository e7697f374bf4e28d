import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import {
  type Attempt,
  type SendableRow,
  WebhookDeliveriesRepository,
} from './webhook-deliveries.repository.js';
import { DELIVERY_ATTEMPTS } from './webhook-jobs.js';
import { WebhookNotices } from './webhook-notices.js';

/** A webhook that has done nothing but fail for so long is switched off. */
const PATIENCE_MS = 3 * 24 * 3_600_000;
const GONE = 410;

/** Writes down how an attempt went and what follows for the webhook. */
@Injectable()
export class WebhookOutcomes {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly notices: WebhookNotices,
  ) {}

  /**
   * Takes part in the transaction that is open, where there is one.
   * @returns whether the delivery is over: taken, or not worth another attempt
   */
  async record(tenantId: number, delivery: SendableRow, attempt: Attempt): Promise<boolean> {
    return this.unitOfWork.run(tenantId, async () => {
      const { id, webhook_id: webhookId } = delivery;
      if (attempt.error === null) {
        await this.deliveries.attempted(id, 'delivered', attempt);
        await this.deliveries.works(webhookId);
        return true;
      }
      const isOver = isFinal(delivery, attempt);
      await this.deliveries.attempted(id, isOver ? 'failed' : 'queued', attempt);
      const limit = new Date(attempt.at.getTime() - PATIENCE_MS);
      const gone = attempt.statusCode === GONE;
      const off = await this.deliveries.fails(webhookId, attempt.at, gone, limit);
      if (off) await this.notices.switchedOff(off);
      return isOver;
    });
  }

  /** A test says how things stand; it neither excuses a webhook that fails nor counts against one. */
  async recordTest(tenantId: number, { id }: SendableRow, attempt: Attempt): Promise<void> {
    await this.unitOfWork.run(tenantId, () =>
      this.deliveries.attempted(id, attempt.error === null ? 'delivered' : 'failed', attempt),
    );
  }
}

/** An address that is not allowed stays so however often one asks. */
const isFinal = ({ attempts }: SendableRow, { statusCode, error }: Attempt): boolean =>
  attempts + 1 >= DELIVERY_ATTEMPTS || statusCode === GONE || error === 'address_not_allowed';
