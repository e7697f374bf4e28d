import { Controller } from '@nestjs/common';
import { endpoints, type Webhook } from '@noxdesk/contracts';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { type WebhookRow, WebhooksService } from './webhooks.service.js';

const { webhooks } = endpoints;

@Controller(API_PREFIX)
export class WebhooksController {
  constructor(private readonly service: WebhooksService) {}

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
}

const present = (row: WebhookRow): Webhook => ({
  id: row.id,
  url: row.url,
  events: row.events,
  enabled: row.enabled,
  created_at: row.created_at.toISOString(),
});
