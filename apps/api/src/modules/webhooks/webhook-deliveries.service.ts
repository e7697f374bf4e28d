import { Injectable } from '@nestjs/common';
import { API_BASE, DEFAULT_PAGE_SIZE, type Page } from '@noxdesk/contracts';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Cursors, readPage } from '../../platform/http/cursor.js';
import { found } from '../../platform/http/refusals.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import {
  type DeliveryRow,
  type DeliveryState,
  WebhookDeliveriesRepository,
} from './webhook-deliveries.repository.js';
import { deliverWebhookJob } from './webhook-jobs.js';
import { WebhookOutcomes } from './webhook-outcomes.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhooksService } from './webhooks.service.js';

export interface DeliveriesQuery {
  limit?: number | undefined;
  state?: DeliveryState | undefined;
}

/** The delivery log, and what an admin may do with it. */
@Injectable()
export class WebhookDeliveriesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly webhooks: WebhooksService,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly sender: WebhookSender,
    private readonly outcomes: WebhookOutcomes,
    private readonly outbox: Outbox,
    private readonly cursors: Cursors,
    private readonly clock: Clock,
  ) {}

  async list(
    tenantId: number,
    webhookId: string,
    query: DeliveriesQuery,
    raw: Record<string, string>,
  ): Promise<Page<DeliveryRow>> {
    return this.unitOfWork.run(tenantId, async () => {
      await this.webhooks.get(tenantId, webhookId);
      return readPage({
        cursors: this.cursors,
        path: `${API_BASE}webhooks/${webhookId}/deliveries/`,
        raw,
        limit: query.limit ?? DEFAULT_PAGE_SIZE,
        at: (row) => [row.id],
        read: (cursor, limit) => this.deliveries.list(webhookId, query.state, cursor, limit),
      });
    });
  }

  /** The same bytes under the same message id, as a delivery of its own. */
  async replay(tenantId: number, webhookId: string, id: string): Promise<DeliveryRow> {
    return this.unitOfWork.run(tenantId, async () => {
      const earlier = found(await this.deliveries.get(webhookId, id));
      const again = { ...earlier, id: uuidv7(), created_at: this.clock.now() };
      await this.deliveries.add(again);
      await this.outbox.add(deliverWebhookJob, { deliveryId: again.id });
      return found(await this.deliveries.get(webhookId, again.id));
    });
  }

  /** One attempt, now; it is logged like any other and not repeated. */
  async test(tenantId: number, webhookId: string): Promise<DeliveryRow> {
    const id = uuidv7();
    const at = this.clock.now();
    const body = JSON.stringify({ type: 'webhook.test', timestamp: at.toISOString(), data: {} });
    const delivery = await this.unitOfWork.run(tenantId, async () => {
      await this.webhooks.get(tenantId, webhookId);
      const test = { id, webhook_id: webhookId, message_id: id, event: 'webhook.test', body, created_at: at };
      await this.deliveries.add(test);
      return found(await this.deliveries.sendable(id));
    });
    const attempt = await this.sender.send(tenantId, delivery);
    await this.outcomes.recordTest(tenantId, delivery, attempt);
    return this.unitOfWork.run(tenantId, async () => found(await this.deliveries.get(webhookId, id)));
  }
}
