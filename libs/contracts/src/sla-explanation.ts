import { z } from 'zod';
import { timestamp, uuid } from './common.js';
import { calendar, slaTargetName } from './sla-terms.js';
import { ticketPriority } from './tickets.js';

const instantOrNull = timestamp.nullable();
const explainedTarget = z.strictObject({
  target: slaTargetName,
  state: z.enum(['running', 'paused', 'met', 'cancelled']),
  cause: z
    .string()
    .meta({ description: 'what brought it into this state: an event or a state of the ticket' }),
  target_minutes: z.number(),
  used_minutes: z.number(),
  remaining_minutes: z.number().nullable(),
  due_at: instantOrNull,
  met_at: instantOrNull,
  breached: z.boolean(),
  breached_at: instantOrNull,
  segments: z.array(
    z.strictObject({
      from: timestamp,
      to: instantOrNull,
      state: z.enum(['running', 'paused', 'met', 'cancelled']),
      cause: z.string(),
      policy: z.strictObject({ id: uuid, name: z.string(), version: z.int() }),
      priority: ticketPriority,
      target_minutes: z.number(),
      minutes: z.number().meta({ description: 'business minutes used in it' }),
    }),
  ),
  thresholds: z.array(z.strictObject({ percent: z.int(), at: timestamp, reached: z.boolean() })),
});
export const slaExplanation = z
  .strictObject({
    at: timestamp,
    policy: z.strictObject({
      id: uuid,
      name: z.string(),
      version: z.int(),
      calendar: calendar.nullable(),
    }),
    priority: ticketPriority,
    targets: z.array(explainedTarget),
  })
  .meta({ id: 'SlaExplanation' });
export type SlaExplanation = z.infer<typeof slaExplanation>;
