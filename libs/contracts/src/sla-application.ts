import { z } from 'zod';
import { timestamp, uuid } from './common.js';
import { defineEndpoint } from './endpoint.js';

const NOT_COUNTED = 'null where it is done, not tried: how far it has come stands in the application';

const applyAnswer = z
  .strictObject({
    dry_run: z.boolean(),
    version: z.int(),
    tickets: z
      .int()
      .nullable()
      .meta({ description: `open tickets that are judged by something else so far; ${NOT_COUNTED}` }),
    due_times_moved: z.int().nullable(),
    breached: z.int().nullable().meta({ description: 'targets that would have no time left' }),
  })
  .meta({ id: 'SlaApplicationForecast' });

const application = z
  .strictObject({
    state: z.enum(['none', 'running', 'done']),
    version: z.int().nullable(),
    started_at: timestamp.nullable(),
    finished_at: timestamp.nullable(),
    total: z.int().nullable().meta({ description: 'open tickets to look at; null until they are counted' }),
    looked_at: z.int(),
    moved: z.int().meta({ description: 'tickets that are judged by the new version now' }),
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
    summary: 'How far the latest application of the policy has come',
    method: 'GET',
    path: 'sla-policies/:id/application/',
    status: 200,
    response: application,
  }),
};
