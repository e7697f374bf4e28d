import { Controller } from '@nestjs/common';
import { endpoints, type Webhook, type WebhookDelivery } from '@noxdesk/contracts';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import type { DeliveryRow } from './webhook-deliveries.repository.js';
import { WebhookDeliveriesService } from './webhook-deliveries.service.js';
import { type WebhookRow, WebhooksService } from './webhooks.service.js';

const { webhooks } = endpoints;

@Controller(API_PREFIX)
export class WebhooksController {
  constructor(
    private readonly service: WebhooksService,
    private readonly deliveriesService: WebhookDeliveriesService,
  ) {}

  @Route(webhooks.list)
  async list(@From() caller: Caller, @Input() input: InputOf<typeof webhooks.list>) {
    const page = await this.service.list(caller.tenantId, webhooks.list.path, input);
    return { ...page, results: page.results.map(present) };
  }

  @Route(webhooks.get)
  async get(@From() caller: Caller, @Input() { params }: InputOf<typeof webhooks.get>) {
    return present(await this.service.get(caller.tenantId, params.id));
  }

  @Route(webhooks.create)
  async create(@From() caller: Caller, @Input() { body }: InputOf<typeof webhooks.create>) {
    const { row, secret } = await this.service.create(caller.tenantId, body);
    return { ...present(row), secret };
  }

  @Route(webhooks.change)
  async change(@From() caller: Caller, @Input() { params, body }: InputOf<typeof webhooks.change>) {
    return present(await this.service.change(caller.tenantId, params.id, body));
  }

  @Route(webhooks.remove)
  async remove(@From() caller: Caller, @Input() { params }: InputOf<typeof webhooks.remove>) {
    await this.service.remove(caller.tenantId, params.id);
  }

  @Route(webhooks.deliveries)
  async deliveries(@From() { tenantId }: Caller, @Input() input: InputOf<typeof webhooks.deliveries>) {
    const { params, query, rawQuery } = input;
    const page = await this.deliveriesService.list(tenantId, params.id, query, rawQuery);
    return { ...page, results: page.results.map(presentDelivery) };
  }

  @Route(webhooks.replay)
  async replay(@From() { tenantId }: Caller, @Input() { params }: InputOf<typeof webhooks.replay>) {
    return presentDelivery(await this.deliveriesService.replay(tenantId, params.id, params.delivery));
  }

  @Route(webhooks.test)
  async test(@From() { tenantId }: Caller, @Input() { params }: InputOf<typeof webhooks.test>) {
    return presentDelivery(await this.deliveriesService.test(tenantId, params.id));
  }
}

const present = (row: WebhookRow): Webhook => ({
  id: row.id,
  url: row.url,
  events: row.events,
  enabled: row.enabled,
  failing_since: row.failing_since?.toISOString() ?? null,
  disabled_reason: row.disabled_reason,
  created_at: row.created_at.toISOString(),
});

const presentDelivery = (row: DeliveryRow): WebhookDelivery => ({
  id: row.id,
  message_id: row.message_id,
  event: row.event,
  state: row.state,
  attempts: row.attempts,
  status_code: row.status_code,
  latency_ms: row.latency_ms,
  error: row.error,
  payload: JSON.parse(row.body) as WebhookDelivery['payload'],
  created_at: row.created_at.toISOString(),
  attempted_at: row.attempted_at?.toISOString() ?? null,
});
