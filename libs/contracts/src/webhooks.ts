import { z } from 'zod';
import { adminResource } from './endpoint.js';
import { pageQuery, patch, timestamp, uuid } from './common.js';

/** What a webhook can be told of. */
export const WEBHOOK_EVENTS = [
  'ticket.created',
  'ticket.updated',
  'ticket.resolved',
  'ticket.closed',
  'ticket.reopened',
  'message.created',
  'sla.warning',
  'sla.breach',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

const fields = {
  url: z.url({ protocol: /^https?$/ }).max(2_000),
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
    created_at: timestamp,
  })
  .meta({ id: 'Webhook' });
export type Webhook = z.infer<typeof webhook>;

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

export const webhookEndpoints = {
  ...resource,
  create: {
    ...resource.create,
    response: webhook.extend({ secret: z.string().meta({ description: 'shown once' }) }),
  },
};
