import { z } from 'zod';
import { defineJob } from '../../platform/queue/job.js';

const payload = z.object({ deliveryId: z.uuid() });
export type DeliverPayload = z.infer<typeof payload>;

/** With doubled waits, so many attempts take about half a day. */
export const DELIVERY_ATTEMPTS = 14;

export const deliverWebhookJob = defineJob({
  name: 'webhook.deliver',
  queue: 'webhooks',
  payload,
  attempts: DELIVERY_ATTEMPTS,
  backoffMs: 5_000,
});
