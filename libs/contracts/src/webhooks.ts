import { z } from 'zod';
import { adminResource, defineEndpoint } from './endpoint.js';
import { httpUrl, page, pageQuery, patch, timestamp, uuid } from './common.js';

/**
 * What a webhook can be told of. `message.created` tells of what the customer may read; internal notes leave the desk
 * only where `note.created` was asked for by name.
 */
export const WEBHOOK_EVENTS = [
  'ticket.created',
  'ticket.updated',
  'ticket.resolved',
  'ticket.closed',
  'ticket.reopened',
  'message.created',
  'note.created',
  'sla.warning',
  'sla.breach',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

const fields = {
  url: httpUrl,
  events: z
    .array(z.enum(WEBHOOK_EVENTS))
    .min(1)
    .transform((events) => [...new Set(events)]),
  enabled: z.boolean(),
};

export const webhook = z
  .strictObject({
    id: uuid,
    url: z.string(),
    events: z.array(z.enum(WEBHOOK_EVENTS)),
    enabled: z.boolean(),
    failing_since: timestamp.nullable().meta({ description: 'since when every delivery has failed' }),
    disabled_reason: z.enum(['failing', 'gone']).nullable().meta({
      description: 'why it was switched off by itself: days of failures, or the receiver answered 410',
    }),
    created_at: timestamp,
  })
  .meta({ id: 'Webhook' });
export type Webhook = z.infer<typeof webhook>;

export const webhookDelivery = z
  .strictObject({
    id: uuid,
    message_id: uuid.meta({ description: 'sent as webhook-id; a repeat or replay has the same' }),
    event: z.string(),
    state: z.enum(['queued', 'delivered', 'failed', 'dropped']),
    attempts: z.int(),
    status_code: z.int().nullable(),
    latency_ms: z.int().nullable(),
    error: z.string().nullable().meta({ description: 'a code, such as timeout or address_not_allowed' }),
    payload: z.looseObject({ type: z.string(), timestamp, data: z.unknown() }),
    created_at: timestamp,
    attempted_at: timestamp.nullable(),
  })
  .meta({ id: 'WebhookDelivery' });
export type WebhookDelivery = z.infer<typeof webhookDelivery>;

const resource = adminResource({
  name: 'webhooks',
  tag: 'Webhooks',
  label: 'webhooks',
  item: webhook,
  id: uuid,
  list: z.strictObject(pageQuery),
  create: z.strictObject({ ...fields, enabled: z.boolean().default(true) }),
  change: patch(fields),
});
const params = z.strictObject({ id: uuid });
const base = { tag: 'Webhooks', access: 'admin', scopes: ['admin'] } as const;

export const webhookEndpoints = {
  ...resource,
  create: {
    ...resource.create,
    response: webhook.extend({ secret: z.string().meta({ description: 'shown once' }) }),
  },
  deliveries: defineEndpoint({
    ...base,
    id: 'webhooks.deliveries',
    summary: 'What was sent to a webhook and how it answered, newest first',
    method: 'GET',
    path: 'webhooks/:id/deliveries/',
    params,
    query: z.strictObject({ ...pageQuery, state: webhookDelivery.shape.state.optional() }),
    status: 200,
    response: page(webhookDelivery),
    problems: ['not_found'],
  }),
  replay: defineEndpoint({
    ...base,
    id: 'webhooks.replay',
    summary: 'Send a delivery again',
    method: 'POST',
    path: 'webhooks/:id/deliveries/:delivery/replay/',
    params: z.strictObject({ id: uuid, delivery: uuid }),
    status: 201,
    response: webhookDelivery,
    problems: ['not_found'],
  }),
  test: defineEndpoint({
    ...base,
    id: 'webhooks.test',
    summary: 'Send a test event now and answer how it went',
    method: 'POST',
    path: 'webhooks/:id/test/',
    params,
    status: 200,
    response: webhookDelivery,
    problems: ['not_found'],
  }),
};
