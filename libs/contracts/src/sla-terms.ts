import { z } from 'zod';
import { SLA_TARGETS, TICKET_PRIORITIES } from '@noxdesk/domain';
import { departmentId, uuid } from './common.js';

const wallTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'invalid_time');
export const calendar = z
  .strictObject({
    timezone: z.string().min(1).max(100),
    weekly: z
      .array(
        z.strictObject({
          weekday: z.int().min(1).max(7),
          from: wallTime,
          to: z.union([wallTime, z.literal('24:00')]),
        }),
      )
      // None at all is refused by what it means, as what overlaps is.
      .max(70),
    holidays: z.array(z.iso.date()).max(2_000).default([]),
  })
  .meta({ id: 'Calendar' });

/** Ten years. */
const minutes = z.int().min(1).max(5_256_000);
const targetMinutes = z.strictObject({
  first_response_minutes: minutes,
  resolution_minutes: minutes,
  next_response_minutes: minutes.nullable().optional().meta({
    description: 'how long a customer waits for each further answer; left out or null: not promised',
  }),
});
export const slaTargets = z.strictObject(
  Object.fromEntries(TICKET_PRIORITIES.map((priority) => [priority, targetMinutes])) as Record<
    (typeof TICKET_PRIORITIES)[number],
    typeof targetMinutes
  >,
);
export const warningPercent = z.int().min(1).max(99);
export const warningPercents = z
  .array(warningPercent)
  .min(1)
  .max(10)
  .transform((percents) => [...new Set(percents)].sort((a, b) => a - b));
export const slaTargetName = z.enum(SLA_TARGETS);

/** What follows by itself when a target comes to a threshold. */
export const escalation = z
  .strictObject({
    target: slaTargetName.nullable().default(null).meta({ description: 'null: whichever target it is' }),
    percent: z.int().min(1).max(100).meta({ description: 'one of the warnings, or 100 for the breach' }),
    raise_priority: z.boolean().default(false).meta({ description: 'by one step' }),
    assign_user: uuid.nullable().default(null),
    assign_department: departmentId.nullable().default(null),
    notify: z
      .array(uuid)
      .max(50)
      .default([])
      .transform((ids) => [...new Set(ids)]),
  })
  .refine(
    (rule) => rule.raise_priority || rule.assign_user || rule.assign_department || rule.notify.length > 0,
    { params: { code: 'nothing_to_do' } },
  )
  .meta({ id: 'SlaEscalation' });
export type SlaEscalation = z.infer<typeof escalation>;
export const escalations = z.array(escalation).max(50);
