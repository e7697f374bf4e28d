import type { AttachmentRow } from '../../src/modules/attachments/attachments.repository.js';
import type { MessageRow } from '../../src/modules/tickets/message.repository.js';
import type { ListedTicketRow, TicketRow } from '../../src/modules/tickets/ticket.row.js';
import type { Shape } from './plan.js';

const PRIORITIES = ['low', 'medium', 'high', 'urgent', 'critical'];
const iso = (at: Date | null) => (at === null ? null : at.toISOString());

type Clock = NonNullable<TicketRow['sla_state']>['resolution'];

/** A clock without the arithmetic behind `remaining_minutes`: the same members, cheaply. */
const target = (clock: Clock, now: number) => ({
  target_minutes: clock.segments.at(-1)!.target_minutes,
  due_at: clock.due_at,
  met_at: null,
  breached: clock.reached.length > 1,
  remaining_minutes: clock.due_at === null ? null : (Date.parse(clock.due_at) - now) / 60_000,
});

function sla(state: TicketRow['sla_state'], now: number) {
  if (state === null) return null;
  return {
    policy: { id: state.policy, name: 'Estándar' },
    first_response: target(state.first_response, now),
    resolution: { ...target(state.resolution, now), paused: false },
    due_soon: [],
  };
}

const ticket = (row: TicketRow, now: number) => ({
  id: row.id,
  number: `TK-${String(row.number).padStart(6, '0')}`,
  subject: row.subject,
  status: row.status,
  priority: PRIORITIES[row.priority - 1],
  department: { id: row.department_id, name: row.department_name, slug: row.department_slug },
  requester: { id: row.requester_id, name: row.requester_name, email: row.requester_email },
  assignee:
    row.assignee_id === null
      ? null
      : { id: row.assignee_id, name: row.assignee_name, email: row.assignee_email },
  organization:
    row.organization_id === null ? null : { id: row.organization_id, name: row.organization_name },
  channel: row.channel,
  tags: row.tags,
  sla: sla(row.sla_state, now),
  created_at: iso(row.created_at),
  updated_at: iso(row.updated_at),
  resolved_at: iso(row.resolved_at),
  closed_at: iso(row.closed_at),
  version: row.version,
});

const message = (row: MessageRow, attachments: readonly AttachmentRow[]) => ({
  id: row.id,
  message_type: row.message_type,
  author: { id: row.author_id, name: row.author_name, kind: row.author_kind },
  body: row.body,
  body_html: row.body_html,
  quoted: row.quoted,
  channel: row.channel,
  cc: row.cc,
  attachments: attachments
    .filter((file) => file.message_id === row.id)
    .map(({ id, filename, content_type, size }) => ({
      id,
      filename,
      content_type,
      size: Number(size),
      url: `/tickets/api/attachments/${id}/`,
    })),
  withheld: row.withheld,
  delivery: null,
  event: row.event,
  created_at: iso(row.created_at),
});

/** Rows by the label of their statement, the last run of each. */
export type Rows = Map<string, object[]>;

/** The answer as JSON of the application's shape. @param example what the application answered */
export function answer(shape: Shape, rows: Rows, example: unknown): unknown {
  const now = Date.now();
  const of = <Row>(label: string) => (rows.get(label) ?? []) as Row[];
  if (shape === 'counts') {
    return { counts: of<{ count: number }>('tickets.count').map(({ count }) => ({ count, more: false })) };
  }
  if (shape === 'opened') {
    const [{ number } = { number: 0 }] = of<TicketRow>('tickets.insert');
    return { ...(example as object), number: `TK-${String(number).padStart(6, '0')}` };
  }
  if (shape === 'list') {
    const results = of<ListedTicketRow>('tickets.list').map((row) => ({
      ...ticket(row, now),
      preview: row.shown_preview,
    }));
    const last = results.at(-1);
    const next = last && `/tickets/api/tickets/?cursor=${JSON.stringify([last.updated_at, last.id])}`;
    return { results, next: next ?? null, previous: null };
  }
  const files = [
    ...of<AttachmentRow>('attachments.of-ticket'),
    ...of<AttachmentRow>('attachments.of-message'),
  ];
  if (shape === 'message') return message(of<MessageRow>('messages.one')[0]!, files);
  return {
    ...ticket(of<TicketRow>('tickets.find')[0]!, now),
    allowed_statuses: [],
    related: of('tickets.related'),
    messages: of<MessageRow>('messages.of-ticket').map((row) => message(row, files)),
  };
}
