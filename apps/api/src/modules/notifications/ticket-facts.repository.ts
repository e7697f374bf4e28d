import { Injectable } from '@nestjs/common';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Person, TicketEvent } from '../tickets/ticket-events.js';

/** A ticket as mails tell of it. */
export interface TicketFacts {
  id: string;
  number: number;
  subject: string;
  departmentId: number;
  departmentName: string;
  requesterId: string;
  assigneeId: string | null;
}

export const factsOf = ({ ticketId, ticket }: Pick<TicketEvent, 'ticketId' | 'ticket'>): TicketFacts => {
  const { number, subject, departmentId, departmentName, requesterId, assigneeId } = ticket;
  return { id: ticketId, number, subject, departmentId, departmentName, requesterId, assigneeId };
};

const PERSON = `u.id, u.name, u.email, u.role, u.locale, u.notifications,
  (u.active AND u.can_access_ticketing) AS reachable`;
// Two at a time: an array would have it planned anew each time, which costs more than to look.
const BY_ID = sql(
  'notifications.people-by-id',
  `SELECT ${PERSON} FROM users u WHERE u.tenant_id = $1 AND u.id IN ($2, $3)`,
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

/** Who is told of tickets. Every call takes part in the transaction that is open. */
@Injectable()
export class TicketFactsRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async people(ids: readonly string[]): Promise<Map<string, Person>> {
    const { tx } = this.unitOfWork;
    const pairs = ids.flatMap((id, i) => (i % 2 === 0 ? [[id, ids[i + 1] ?? id]] : []));
    const rows = await Promise.all(pairs.map((pair) => tx.query<Person>(BY_ID, [tx.tenantId, ...pair])));
    return new Map(rows.flat().map((row) => [row.id, row]));
  }

  async person(id: string): Promise<Person | null> {
    return (await this.people([id])).get(id) ?? null;
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
