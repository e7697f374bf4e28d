import { Injectable } from '@nestjs/common';
import type { Locale, NotificationChoices } from '@noxdesk/contracts';
import type { TicketStatus } from '@noxdesk/domain';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';

/** Somebody who may get a mail. */
export interface Person {
  id: string;
  name: string;
  email: string;
  role: 'customer' | 'agent' | 'admin';
  locale: Locale;
  notifications: Partial<NotificationChoices>;
  /** Neither shut out nor gone. */
  reachable: boolean;
}

export interface TicketFacts {
  id: string;
  number: number;
  subject: string;
  status: TicketStatus;
  departmentId: number;
  departmentName: string;
  tenantName: string;
  requesterId: string;
  assigneeId: string | null;
}

export interface MessageFacts {
  id: string;
  messageType: 'reply' | 'note' | 'system';
  authorId: string | null;
  authorName: string | null;
  authorKind: 'customer' | 'agent' | 'system';
  body: string;
  bodyHtml: string | null;
  /** Of all its files together. */
  fileBytes: number;
}

const TICKET = sql(
  'notifications.ticket',
  `SELECT t.id, t.number, t.subject, t.status, t.department_id AS "departmentId", d.name AS "departmentName",
     n.name AS "tenantName", t.requester_id AS "requesterId", t.assignee_id AS "assigneeId"
   FROM tickets t
   JOIN departments d ON d.tenant_id = t.tenant_id AND d.id = t.department_id
   JOIN tenants n ON n.id = t.tenant_id
   WHERE t.tenant_id = $1 AND t.id = $2`,
);
const MESSAGE = sql(
  'notifications.message',
  `SELECT m.id, m.message_type AS "messageType", m.author_id AS "authorId", u.name AS "authorName",
     m.author_kind AS "authorKind", m.body, m.body_html AS "bodyHtml",
     (SELECT coalesce(sum(a.size), 0)::double precision FROM attachments a
      WHERE a.tenant_id = m.tenant_id AND a.message_id = m.id) AS "fileBytes"
   FROM ticket_messages m LEFT JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.author_id
   WHERE m.tenant_id = $1 AND m.id = $2`,
);
const COPIED = sql(
  'notifications.copied',
  `SELECT copied AS address FROM tickets t, unnest(t.cc) copied WHERE t.tenant_id = $1 AND t.id = $2`,
);
const PERSON = `u.id, u.name, u.email, u.role, u.locale, u.notifications,
  (u.active AND u.can_access_ticketing) AS reachable`;
const BY_ID = sql(
  'notifications.people-by-id',
  `SELECT ${PERSON} FROM users u WHERE u.tenant_id = $1 AND u.id = ANY ($2)`,
);
const REQUESTER = sql(
  'notifications.requester',
  `SELECT ${PERSON} FROM tickets t JOIN users u ON u.tenant_id = t.tenant_id AND u.id = t.requester_id
   WHERE t.tenant_id = $1 AND t.id = $2`,
);
const BY_EMAIL = sql(
  'notifications.people-by-email',
  `SELECT ${PERSON} FROM users u WHERE u.tenant_id = $1 AND u.email = ANY ($2)`,
);
const MEMBERS = sql(
  'notifications.members',
  `SELECT ${PERSON} FROM department_members m
   JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
   WHERE m.tenant_id = $1 AND m.department_id = $2 AND u.role IN ('agent', 'admin') ORDER BY u.id`,
);

/** What mails tell of tickets. Every call takes part in the transaction that is open. */
@Injectable()
export class TicketFactsRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async ticket(id: string): Promise<TicketFacts> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<TicketFacts>(TICKET, [tx.tenantId, id]);
    return row!;
  }

  async message(id: string): Promise<MessageFacts> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<MessageFacts>(MESSAGE, [tx.tenantId, id]);
    return row!;
  }

  /** Addresses that are told of every public message of a ticket. */
  async copied(ticketId: string): Promise<string[]> {
    const { tx } = this.unitOfWork;
    const rows = await tx.query<{ address: string }>(COPIED, [tx.tenantId, ticketId]);
    return rows.map(({ address }) => address);
  }

  async person(id: string): Promise<Person | null> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<Person>(BY_ID, [tx.tenantId, [id]]);
    return row ?? null;
  }

  async requester(ticketId: string): Promise<Person | null> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<Person>(REQUESTER, [tx.tenantId, ticketId]);
    return row ?? null;
  }

  async byEmail(emails: readonly string[]): Promise<Map<string, Person>> {
    if (emails.length === 0) return new Map();
    const { tx } = this.unitOfWork;
    const rows = await tx.query<Person>(BY_EMAIL, [tx.tenantId, emails]);
    return new Map(rows.map((row) => [row.email, row]));
  }

  /** Who looks after a ticket: its assignee, else the staff of its department. */
  async responsible({ assigneeId, departmentId }: TicketFacts): Promise<Person[]> {
    const assignee = assigneeId === null ? null : await this.person(assigneeId);
    if (assignee?.reachable) return [assignee];
    const { tx } = this.unitOfWork;
    const members = await tx.query<Person>(MEMBERS, [tx.tenantId, departmentId]);
    return members.filter(({ reachable }) => reachable);
  }
}
