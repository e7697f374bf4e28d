import { z } from 'zod';
import { defineJob } from '../../platform/queue/job.js';

const ticketPayload = z.object({ ticketId: z.uuid() });
export type TicketPayload = z.infer<typeof ticketPayload>;

export const slaCheckJob = defineJob({
  name: 'sla.check',
  queue: 'sla',
  payload: ticketPayload,
  attempts: 3,
  backoffMs: 500,
});
export const autoCloseJob = defineJob({
  name: 'ticket.auto-close',
  queue: 'upkeep',
  payload: ticketPayload,
  attempts: 3,
  backoffMs: 1_000,
});
