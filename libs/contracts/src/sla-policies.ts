import { z } from 'zod';
import { departmentId, line, moment, pageQuery, patch, timestamp, uuid } from './common.js';
import { adminResource, defineEndpoint } from './endpoint.js';
import { slaApplicationEndpoints } from './sla-application.js';
import {
  calendar,
  escalations,
  slaTargetName,
  slaTargets,
  warningPercent,
  warningPercents,
} from './sla-terms.js';
import { ticketPriority } from './tickets.js';

export const slaPolicy = z
  .strictObject({
    id: uuid,
    name: z.string(),
    plan: uuid.nullable(),
    department: departmentId.nullable(),
    is_default: z.boolean(),
    calendar: calendar.nullable().meta({ description: 'null: around the clock' }),
    warning_percent: z.int().meta({ description: 'the last warning before the breach' }),
    warning_percents: z.array(z.int()).meta({ description: 'every warning, ascending' }),
    targets: slaTargets,
    escalations,
    version: z.int(),
  })
  .meta({ id: 'SlaPolicy' });
export type SlaPolicy = z.infer<typeof slaPolicy>;

const createSlaPolicy = z.strictObject({
  name: line(100),
  plan: uuid.nullable().default(null),
  department: departmentId.nullable().default(null),
  is_default: z.boolean().default(false),
  calendar: calendar.nullable().default(null),
  warning_percent: warningPercent.optional(),
  warning_percents: warningPercents.optional(),
  targets: slaTargets
    .partial()
    .optional()
    .meta({ description: 'a priority left out has the standard target' }),
  escalations: escalations.optional(),
});
export type CreateSlaPolicy = z.infer<typeof createSlaPolicy>;
const changeSlaPolicy = patch({
  name: line(100),
  plan: uuid.nullable(),
  department: departmentId.nullable(),
  is_default: z.boolean(),
  calendar: calendar.nullable(),
  warning_percent: warningPercent,
  warning_percents: warningPercents,
  targets: slaTargets.partial(),
  escalations,
});
export type ChangeSlaPolicy = z.infer<typeof changeSlaPolicy>;

const previewAnswer = z
  .strictObject({
    created_at: timestamp,
    priority: ticketPriority,
    targets: z.array(
      z.strictObject({
        target: slaTargetName,
        target_minutes: z.int(),
        due_at: timestamp,
        thresholds: z.array(z.strictObject({ percent: z.int(), at: timestamp })),
      }),
    ),
  })
  .meta({ id: 'SlaPreview' });
export type SlaPreview = z.infer<typeof previewAnswer>;

const previewBody = z.strictObject({
  policy: uuid.optional().meta({ description: 'the policy that what is given here changes' }),
  calendar: calendar.nullable().optional(),
  warning_percents: warningPercents.optional(),
  targets: slaTargets.partial().optional(),
  priority: ticketPriority.default('medium'),
  created_at: moment.optional().meta({ description: 'now, where left out' }),
});
export type PreviewBody = z.infer<typeof previewBody>;

const holidaysAnswer = z
  .strictObject({
    holidays: z.array(z.strictObject({ date: z.iso.date(), name: z.string() })),
    skipped: z
      .array(z.strictObject({ name: z.string(), reason: z.enum(['not_a_day', 'rule_not_supported']) }))
      .meta({ description: 'entries that are no whole days, or recur in a way that is not read' }),
  })
  .meta({ id: 'Holidays' });
export type Holidays = z.infer<typeof holidaysAnswer>;

const versionsAnswer = z
  .strictObject({
    results: z.array(
      z.strictObject({
        version: z.int(),
        created_at: timestamp,
        calendar: calendar.nullable(),
        warning_percents: z.array(z.int()),
        targets: slaTargets,
      }),
    ),
  })
  .meta({ id: 'SlaPolicyVersions' });
export type SlaPolicyVersions = z.infer<typeof versionsAnswer>;

const admin = { tag: 'SLA', access: 'admin', scopes: ['admin'] } as const;

export const slaPolicyEndpoints = {
  ...adminResource({
    name: 'sla-policies',
    tag: 'SLA',
    label: 'SLA policies',
    item: slaPolicy,
    create: createSlaPolicy,
    change: changeSlaPolicy,
    id: uuid,
    list: z.strictObject({ ...pageQuery, search: z.string().trim().min(1).max(200).optional() }),
  }),
  ...slaApplicationEndpoints,
  versions: defineEndpoint({
    ...admin,
    id: 'sla-policies.versions',
    summary: 'What a policy promised over time: its latest fifty versions, newest first',
    method: 'GET',
    path: 'sla-policies/:id/versions/',
    params: z.strictObject({ id: uuid }),
    status: 200,
    response: versionsAnswer,
    problems: ['not_found'],
  }),
  preview: defineEndpoint({
    ...admin,
    id: 'sla-policies.preview',
    summary: 'When a ticket created at a time would be due',
    method: 'POST',
    path: 'sla-policies/preview/',
    body: previewBody,
    status: 200,
    response: previewAnswer,
  }),
  holidays: defineEndpoint({
    ...admin,
    id: 'sla-policies.holidays',
    summary: 'Read the dates of an iCalendar file; nothing is kept',
    method: 'POST',
    path: 'sla-policies/holidays/',
    body: z.strictObject({
      ical: z.string().min(1).max(1_000_000),
      from: z.iso
        .date()
        .optional()
        .meta({ description: 'the first of January of this year, where left out' }),
      years: z.int().min(1).max(10).default(3),
    }),
    status: 200,
    response: holidaysAnswer,
  }),
};
