import type { Channel } from '@noxdesk/contracts';
import { type SlaState, TICKET_PRIORITIES, type TicketPriority, type TicketStatus } from '@noxdesk/domain';

/** A row of `tickets` with the people and places it names. */
export interface TicketRow {
  id: string;
  number: number;
  subject: string;
  status: TicketStatus;
  /** 1 low … 5 critical */
  priority: number;
  department_id: number;
  department_name: string;
  department_slug: string;
  requester_id: string;
  requester_name: string;
  requester_email: string;
  organization_id: string | null;
  organization_name: string | null;
  organization_shares: boolean | null;
  plan_id: string | null;
  assignee_id: string | null;
  assignee_name: string | null;
  assignee_email: string | null;
  channel: Channel;
  tags: string[];
  cc: string[];
  follows_id: string | null;
  message_count: number;
  sla_state: SlaState | null;
  sla_due_at: Date | null;
  /** When the sweep has to look again. */
  sla_check_at: Date | null;
  created_at: Date;
  updated_at: Date;
  resolved_at: Date | null;
  closed_at: Date | null;
  version: number;
}

export interface ListedTicketRow extends TicketRow {
  shown_preview: string;
}

export const TICKET_COLUMNS = `
  t.id, t.number, t.subject, t.status, t.priority, t.department_id, d.name AS department_name,
  d.slug AS department_slug, t.requester_id, r.name AS requester_name, r.email AS requester_email,
  t.organization_id, o.name AS organization_name, o.shared_tickets AS organization_shares, o.plan_id,
  t.assignee_id, a.name AS assignee_name, a.email AS assignee_email, t.channel, t.tags, t.cc, t.follows_id,
  t.message_count, t.sla_state, t.sla_due_at, t.sla_check_at, t.created_at, t.updated_at, t.resolved_at, t.closed_at, t.version`;

export const TICKET_JOINS = `
  JOIN departments d ON d.tenant_id = t.tenant_id AND d.id = t.department_id
  JOIN users r ON r.tenant_id = t.tenant_id AND r.id = t.requester_id
  LEFT JOIN users a ON a.tenant_id = t.tenant_id AND a.id = t.assignee_id
  LEFT JOIN organizations o ON o.tenant_id = t.tenant_id AND o.id = t.organization_id`;

/** The database keeps priorities as 1 … 5, so that they sort and compare. */
export const priorityRank = (priority: TicketPriority): number => TICKET_PRIORITIES.indexOf(priority) + 1;
export const priorityOfRank = (rank: number): TicketPriority => TICKET_PRIORITIES[rank - 1]!;
