import { z } from 'zod';
import { defineJob } from '../../platform/queue/job.js';

/** Sends one mail of the outbox. Refusals of servers are the handler's to judge; the attempts are for our own faults. */
export const sendMailJob = defineJob({
  name: 'mail.send',
  queue: 'mail-out',
  payload: z.object({ mailId: z.uuid() }),
  attempts: 8,
  backoffMs: 2_000,
});
