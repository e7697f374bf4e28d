import { z } from 'zod';
import { SLA_TARGETS, TICKET_PRIORITIES } from '@noxdesk/domain';
import { commaList, departmentId, line, pageQuery, patch, timestamp, uuid } from './common.js';
import { adminResource, defineEndpoint } from './endpoint.js';
import { departmentRef, person, ticketPriority } from './tickets.js';

const wallTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);
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
      .min(1)
      .max(70),
    holidays: z.array(z.iso.date()).max(2_000).default([]),
  })
  .meta({ id: 'Calendar' });

const minutes = z.int().min(1).max(5_256_000);
const targetMinutes = z.strictObject({
  first_response_minutes: minutes,
  resolution_minutes: minutes,
  next_response_minutes: minutes.nullable().optional().meta({
    description: 'how long a customer waits for each further answer; left out or null: not promised',
  }),
});
const targets = z.strictObject(
  Object.fromEntries(TICKET_PRIORITIES.map((priority) => [priority, targetMinutes])) as Record<
    (typeof TICKET_PRIORITIES)[number],
    typeof targetMinutes
  >,
);
const percent = z.int().min(1).max(99);
const warningPercents = z
  .array(percent)
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
const escalations = z.array(escalation).max(50);

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
    targets,
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
  warning_percent: percent.optional(),
  warning_percents: warningPercents.optional(),
  targets: targets.partial().optional().meta({ description: 'a priority left out has the standard target' }),
  escalations: escalations.optional(),
});
export type CreateSlaPolicy = z.infer<typeof createSlaPolicy>;
const changeSlaPolicy = patch({
  name: line(100),
  plan: uuid.nullable(),
  department: departmentId.nullable(),
  is_default: z.boolean(),
  calendar: calendar.nullable(),
  warning_percent: percent,
  warning_percents: warningPercents,
  targets: targets.partial(),
  escalations,
});
export type ChangeSlaPolicy = z.infer<typeof changeSlaPolicy>;

const moment = z.iso.datetime({ offset: true });
const threshold = z.strictObject({ percent: z.int(), at: timestamp, reached: z.boolean() });

const applyAnswer = z
  .strictObject({
    dry_run: z.boolean(),
    version: z.int(),
    tickets: z.int().meta({ description: 'open tickets that are judged by something else so far' }),
    due_times_moved: z.int(),
    breached: z.int().meta({ description: 'targets that would have no time left' }),
  })
  .meta({ id: 'SlaApplication' });

const previewAnswer = z
  .strictObject({
    created_at: timestamp,
    priority: ticketPriority,
    targets: z.array(
      z.strictObject({
        target: slaTargetName,
        target_minutes: z.int(),
        due_at: timestamp,
        thresholds: z.array(threshold.omit({ reached: true })),
      }),
    ),
  })
  .meta({ id: 'SlaPreview' });
export type SlaPreview = z.infer<typeof previewAnswer>;

const previewBody = z.strictObject({
  policy: uuid.optional().meta({ description: 'the policy that what is given here changes' }),
  calendar: calendar.nullable().optional(),
  warning_percents: warningPercents.optional(),
  targets: targets.partial().optional(),
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
  apply: defineEndpoint({
    ...admin,
    id: 'sla-policies.apply',
    summary: 'Judge open tickets by the present version, or tell what that would do',
    method: 'POST',
    path: 'sla-policies/:id/apply/',
    params: z.strictObject({ id: uuid }),
    body: z.strictObject({ dry_run: z.boolean().default(false) }),
    status: 200,
    response: applyAnswer,
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
  thresholds: z.array(threshold),
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

const board = z
  .strictObject({
    at: timestamp,
    rows: z.array(
      z.strictObject({
        department: departmentRef,
        assignee: person.nullable(),
        overdue: z.int(),
        within_1h: z.int().meta({ description: 'within an hour of the opening hours of its policy' }),
        within_4h: z.int(),
        within_24h: z.int(),
      }),
    ),
  })
  .meta({ id: 'SlaBoard' });
export type SlaBoard = z.infer<typeof board>;

export const COMPLIANCE_GROUPS = ['week', 'department', 'priority'] as const;
const complianceQuery = z.strictObject({
  from: moment
    .optional()
    .meta({ description: 'tickets created from then on; twelve weeks ago, where left out' }),
  to: moment.optional(),
  group: z.enum(COMPLIANCE_GROUPS).default('week'),
  department: commaList(
    z
      .string()
      .regex(/^\d{1,10}$/)
      .transform(Number)
      .pipe(departmentId),
  ).optional(),
});
export type ComplianceQuery = z.infer<typeof complianceQuery>;
const compliance = z
  .strictObject({
    from: timestamp,
    to: timestamp,
    group: z.enum(COMPLIANCE_GROUPS),
    rows: z.array(
      z.strictObject({
        key: z
          .string()
          .meta({ description: 'the Monday of a week in UTC, the id of a department, a priority' }),
        name: z.string(),
        target: slaTargetName,
        met: z.int(),
        breached: z.int(),
        running: z.int(),
        compliance: z.number().nullable().meta({ description: 'met of met and breached, 0 to 1' }),
      }),
    ),
  })
  .meta({ id: 'SlaCompliance' });
export type SlaCompliance = z.infer<typeof compliance>;

const staff = { tag: 'SLA', access: 'staff', scopes: ['tickets:read', 'admin'] } as const;

export const slaEndpoints = {
  explain: defineEndpoint({
    ...staff,
    scopes: ['tickets:read'],
    id: 'tickets.sla',
    summary: 'How each due time of a ticket came about',
    method: 'GET',
    path: 'tickets/:id/sla/',
    params: z.strictObject({ id: uuid }),
    status: 200,
    response: slaExplanation,
    problems: ['not_found'],
  }),
  board: defineEndpoint({
    ...staff,
    id: 'sla.board',
    summary: 'What will be breached in the next working hours, by department and agent',
    method: 'GET',
    path: 'sla/board/',
    status: 200,
    response: board,
  }),
  compliance: defineEndpoint({
    ...staff,
    id: 'sla.compliance',
    summary: 'How many targets of the tickets of a period were met',
    method: 'GET',
    path: 'sla/compliance/',
    query: complianceQuery,
    status: 200,
    response: compliance,
  }),
  complianceCsv: defineEndpoint({
    ...staff,
    id: 'sla.compliance.export',
    summary: 'The same as a table (RFC 4180)',
    method: 'GET',
    path: 'sla/compliance/export/',
    query: complianceQuery,
    status: 200,
    produces: 'text/csv',
  }),
};
