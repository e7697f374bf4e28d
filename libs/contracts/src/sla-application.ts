import { z } from 'zod';
import { timestamp, uuid } from './common.js';
import { defineEndpoint } from './endpoint.js';

const NOT_COUNTED =
  'null where it is done, not tried, and where so many are open that they are counted in batches: see the application';

const effect = {
  tickets: z.int().meta({ description: 'open tickets that are judged by something else so far' }),
  due_times_moved: z.int(),
  breached: z.int().meta({ description: 'targets that would have no time left' }),
};

const applyAnswer = z
  .strictObject({
    dry_run: z.boolean(),
    version: z.int(),
    tickets: effect.tickets.nullable().meta({ description: `open tickets it would move; ${NOT_COUNTED}` }),
    due_times_moved: effect.due_times_moved.nullable(),
    breached: effect.breached.nullable(),
  })
  .meta({ id: 'SlaApplicationForecast' });

const progress = {
  total: z.int().nullable().meta({ description: 'open tickets to look at; null until they are counted' }),
  looked_at: z.int(),
};

/** A try of many tickets: the sums are those of the tickets looked at so far. */
const forecast = z
  .strictObject({
    state: z.enum(['running', 'done']),
    version: z.int(),
    started_at: timestamp,
    finished_at: timestamp.nullable(),
    ...progress,
    ...effect,
  })
  .meta({ id: 'SlaForecast' });
export type SlaForecast = z.infer<typeof forecast>;

const application = z
  .strictObject({
    state: z.enum(['none', 'running', 'done']),
    version: z.int().nullable(),
    started_at: timestamp.nullable(),
    finished_at: timestamp.nullable(),
    ...progress,
    moved: z.int().meta({ description: 'tickets that are judged by the new version now' }),
    forecast: forecast.nullable().meta({
      description: 'the latest dry run, where it is counted in batches and nothing was applied since',
    }),
  })
  .meta({ id: 'SlaApplication' });
export type SlaApplication = z.infer<typeof application>;

const route = {
  tag: 'SLA',
  access: 'admin',
  scopes: ['admin'],
  params: z.strictObject({ id: uuid }),
  problems: ['not_found'],
} as const;

/** How the present version of a policy comes to judge tickets that were opened under an earlier one. */
export const slaApplicationEndpoints = {
  apply: defineEndpoint({
    ...route,
    id: 'sla-policies.apply',
    summary: 'Judge open tickets by the present version, or tell what that would do',
    method: 'POST',
    path: 'sla-policies/:id/apply/',
    body: z.strictObject({ dry_run: z.boolean().default(false) }),
    status: 200,
    response: applyAnswer,
  }),
  application: defineEndpoint({
    ...route,
    id: 'sla-policies.application',
    summary: 'How far the latest application of the policy has come, and the latest dry run of one',
    method: 'GET',
    path: 'sla-policies/:id/application/',
    status: 200,
    response: application,
  }),
};
