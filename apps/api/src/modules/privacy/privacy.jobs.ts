import { z } from 'zod';
import { defineJob } from '../../platform/queue/job.js';

const byId = z.strictObject({ id: z.uuid() });
export type ByIdPayload = z.infer<typeof byId>;

export const dataExportJob = defineJob({
  name: 'privacy.export',
  queue: 'upkeep',
  payload: byId,
  attempts: 3,
  backoffMs: 30_000,
});

export const erasureJob = defineJob({
  name: 'privacy.erase',
  queue: 'upkeep',
  payload: byId,
  attempts: 5,
  backoffMs: 10_000,
});

const nothing = z.strictObject({});
export type NoPayload = z.infer<typeof nothing>;

/** Archives whose time is over, and tickets that are kept long enough. */
export const privacyUpkeepJob = defineJob({
  name: 'privacy.upkeep',
  queue: 'upkeep',
  payload: nothing,
  attempts: 3,
  backoffMs: 60_000,
});
