import { z } from 'zod';
import { commaList, departmentId, moment, timestamp, uuid, wholeNumber } from './common.js';
import { defineEndpoint } from './endpoint.js';
import { slaExplanation } from './sla-explanation.js';
import { slaTargetName } from './sla-terms.js';
import { departmentRef, person, ticketPriority } from './tickets.js';

const departments = commaList(
  z
    .string()
    .regex(/^\d{1,10}$/, 'invalid_whole_number')
    .transform(Number)
    .pipe(departmentId),
);

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
        more: z.boolean().meta({ description: 'there are more than were counted' }),
      }),
    ),
  })
  .meta({ id: 'SlaBoard' });
export type SlaBoard = z.infer<typeof board>;

export const COMPLIANCE_GROUPS = ['week', 'department', 'priority'] as const;
const complianceQuery = z.strictObject({
  from: moment.optional().meta({
    description: 'tickets created from that day (UTC) on; the Monday eleven weeks ago, where left out',
  }),
  to: moment.optional().meta({ description: 'and before the end of that day; now, where left out' }),
  group: z.enum(COMPLIANCE_GROUPS).default('week'),
  department: departments.optional(),
  priority: commaList(ticketPriority).optional(),
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

const expected = z
  .strictObject({
    department: departmentRef,
    priority: ticketPriority,
    target_minutes: z.int().nullable().meta({ description: 'null: nothing is promised' }),
    around_the_clock: z.boolean().meta({ description: 'false: the minutes are those of opening hours' }),
    due_at: timestamp.nullable().meta({ description: 'of a ticket that is opened now' }),
  })
  .meta({ id: 'SlaExpectedResponse' });
export type SlaExpectedResponse = z.infer<typeof expected>;

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
    audited: true,
  }),
  expected: defineEndpoint({
    id: 'sla.expected',
    tag: 'SLA',
    summary: 'By when a ticket that the caller opens now is answered first',
    method: 'GET',
    path: 'sla/expected-response/',
    access: 'ticketing',
    scopes: ['tickets:read', 'tickets:write'],
    query: z.strictObject({
      department: wholeNumber(departmentId),
      priority: ticketPriority.default('medium'),
    }),
    status: 200,
    response: expected,
  }),
};
