import type {
  Attachment,
  ListedTicket,
  Locale,
  Message,
  Ticket,
  TicketSla,
  TicketSummary,
} from '@noxdesk/contracts';
import {
  allowedTransitions,
  formatTicketNumber,
  type SlaPolicyVersion,
  type UserRole,
} from '@noxdesk/domain';
import { presentSla } from '../sla/sla.service.js';
import { eventInWords } from './event-words.js';
import type { MessageRow } from './message.repository.js';
import type { RelatedRow } from './ticket.repository.js';
import { type ListedTicketRow, priorityOfRank, type TicketRow } from './ticket.row.js';

/** What a presenter needs besides the row. */
export interface Presentation {
  now: Date;
  role: UserRole;
  locale: Locale;
  /** Every policy version that the tickets' states name. */
  policies: readonly SlaPolicyVersion[];
}

export function presentSummary(row: TicketRow, { now, policies }: Presentation): TicketSummary {
  return {
    id: row.id,
    number: formatTicketNumber(row.number),
    subject: row.subject,
    status: row.status,
    priority: priorityOfRank(row.priority),
    department: { id: row.department_id, name: row.department_name, slug: row.department_slug },
    requester: { id: row.requester_id, name: row.requester_name, email: row.requester_email },
    assignee:
      row.assignee_id === null
        ? null
        : { id: row.assignee_id, name: row.assignee_name!, email: row.assignee_email! },
    organization:
      row.organization_id === null ? null : { id: row.organization_id, name: row.organization_name! },
    channel: row.channel,
    tags: row.tags,
    sla: slaOf(row, policies, now),
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    resolved_at: row.resolved_at?.toISOString() ?? null,
    closed_at: row.closed_at?.toISOString() ?? null,
    version: row.version,
  };
}

export const presentListed = (row: ListedTicketRow, presentation: Presentation): ListedTicket => ({
  ...presentSummary(row, presentation),
  preview: row.shown_preview,
});

export function presentTicket(
  row: TicketRow,
  messages: readonly Message[],
  related: readonly RelatedRow[],
  presentation: Presentation,
): Ticket {
  return {
    ...presentSummary(row, presentation),
    allowed_statuses: allowedTransitions(row.status, presentation.role),
    related: related.map((other) => ({
      id: other.id,
      number: formatTicketNumber(other.number),
      subject: other.subject,
      kind: other.kind,
    })),
    cc: [...row.cc],
    messages: [...messages],
  };
}

export function presentMessage(
  row: MessageRow,
  attachments: readonly Attachment[],
  delivery: Message['delivery'],
  { role, locale }: Pick<Presentation, 'role' | 'locale'>,
): Message {
  return {
    id: row.id,
    message_type: row.message_type,
    author: { id: row.author_id, name: row.author_name ?? SYSTEM_NAME[locale], kind: row.author_kind },
    body: row.event ? eventInWords(row.event, locale) : row.body,
    body_html: row.body_html,
    quoted: row.quoted,
    quoted_html: row.quoted_html,
    // Who may have got hold of somebody's mail is the desk's own matter.
    ...(role !== 'customer' && { stranger: row.stranger }),
    channel: row.channel,
    cc: row.cc,
    attachments: [...attachments],
    withheld: row.withheld,
    // How a mail fared on its way is the desk's own matter.
    delivery: role === 'customer' ? null : delivery,
    event: row.event,
    created_at: row.created_at.toISOString(),
  };
}

const SYSTEM_NAME: Record<Locale, string> = { es: 'Sistema', en: 'System' };

function slaOf(row: TicketRow, policies: readonly SlaPolicyVersion[], now: Date): TicketSla | null {
  const state = row.sla_state;
  const policy =
    state && policies.find(({ id, version }) => id === state.policy && version === state.version);
  return state && policy ? presentSla(state, policy, now) : null;
}
