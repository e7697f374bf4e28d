import { z } from 'zod';
import { defineJob } from '../../platform/queue/job.js';

/** Reads a mailbox. Tried once: what goes wrong is written to the account, and the sweep comes again. */
export const fetchMailboxJob = defineJob({
  name: 'mail.fetch',
  queue: 'mail-fetch',
  payload: z.object({ accountId: z.uuid() }),
  attempts: 1,
  backoffMs: 1_000,
});

export const processMailJob = defineJob({
  name: 'mail.process',
  queue: 'mail-in',
  payload: z.object({
    ledgerId: z.uuid(),
    /** An admin asked for it: limits that only guard against machines do not hold it up again. */
    manual: z.boolean().default(false),
    /** An admin wants a ticket of it, whatever it says of threads. */
    asTicket: z.boolean().optional(),
    /** How often it has waited for a mail that it answers and that is still being processed. */
    waits: z.int().default(0),
  }),
  attempts: 5,
  backoffMs: 1_000,
});
