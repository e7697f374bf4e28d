import { z } from 'zod';
import { defineJob } from '../../platform/queue/job.js';

const payload = z.object({
  mailId: z.uuid(),
  /** It has waited for its turn at a server that takes so many a minute. */
  hasTurn: z.boolean().optional(),
});
export type SendMailPayload = z.infer<typeof payload>;

/** Sends one mail of the outbox. Refusals of servers are the handler's to judge; the attempts are for our own faults. */
export const sendMailJob = defineJob({
  name: 'mail.send',
  queue: 'mail-out',
  payload,
  attempts: 8,
  backoffMs: 2_000,
});
