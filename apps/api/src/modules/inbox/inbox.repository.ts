import { Injectable } from '@nestjs/common';
import type { Notification } from '@noxdesk/contracts';
import { v7 as uuidv7 } from 'uuid';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import type { Cursor } from '../../platform/http/cursor.js';

const ADD = sql(
  'inbox.add',
  `INSERT INTO user_notifications (tenant_id, user_id, id, kind, ticket_id, data, created_at)
   SELECT $1, u.user_id, u.id, $4, $5, $6, $7 FROM unnest($2::uuid[], $3::uuid[]) AS u (user_id, id)`,
);
const MEMBERS = sql(
  'inbox.members',
  `SELECT m.user_id FROM department_members m
   JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
   WHERE m.tenant_id = $1 AND m.department_id = $2 AND u.active AND u.can_access_ticketing LIMIT 500`,
);
// A ticket that has moved out of one's sight takes what was said of it along.
const SELECT = `SELECT n.id, n.kind, n.ticket_id, n.data, n.created_at, n.read_at, t.number, t.subject
   FROM user_notifications n LEFT JOIN tickets t ON t.tenant_id = n.tenant_id AND t.id = n.ticket_id
   WHERE n.tenant_id = $1 AND n.user_id = $2 AND ($3 OR n.ticket_id IS NULL OR t.department_id = ANY ($4::int[]))`;
const UNREAD = sql(
  'inbox.unread',
  `SELECT count(*)::int AS count FROM (
     SELECT 1 FROM user_notifications n LEFT JOIN tickets t ON t.tenant_id = n.tenant_id AND t.id = n.ticket_id
     WHERE n.tenant_id = $1 AND n.user_id = $2 AND n.read_at IS NULL AND ($3 OR n.ticket_id IS NULL OR t.department_id = ANY ($4::int[]))
     LIMIT 100) AS counted`,
);
const READ = sql(
  'inbox.read',
  `UPDATE user_notifications SET read_at = $3
   WHERE tenant_id = $1 AND user_id = $2 AND read_at IS NULL AND ($4::uuid[] IS NULL OR id = ANY ($4))`,
);

export interface NotificationRow {
  id: string;
  kind: Notification['kind'];
  ticket_id: string | null;
  data: Record<string, unknown>;
  created_at: Date;
  read_at: Date | null;
  number: number | null;
  subject: string | null;
}

/** All in the unit of work that is open. */
@Injectable()
export class InboxRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async add(
    userIds: readonly string[],
    notification: {
      kind: Notification['kind'];
      ticketId: string | null;
      data: Record<string, unknown>;
      at: Date;
    },
  ): Promise<void> {
    const { tx } = this.unitOfWork;
    const { kind, ticketId, data, at } = notification;
    const ids = userIds.map(() => uuidv7());
    await tx.query(ADD, [tx.tenantId, userIds, ids, kind, ticketId, JSON.stringify(data), at]);
  }

  /** Those who look after a department: its active agents. */
  async membersOf(departmentId: number): Promise<string[]> {
    const { tx } = this.unitOfWork;
    const rows = await tx.query<{ user_id: string }>(MEMBERS, [tx.tenantId, departmentId]);
    return rows.map((row) => row.user_id);
  }

  /** Newest first. */
  async list(
    caller: Caller,
    unreadOnly: boolean,
    cursor: Cursor | undefined,
    limit: number,
  ): Promise<NotificationRow[]> {
    const params: unknown[] = [...this.#readerOf(caller), limit];
    const clauses = unreadOnly ? ['AND n.read_at IS NULL'] : [];
    if (cursor) clauses.push(`AND n.id ${cursor.backwards ? '>' : '<'} $${params.push(cursor.at[0])}`);
    const order = `ORDER BY n.id ${cursor?.backwards ? 'ASC' : 'DESC'} LIMIT $5`;
    const statement = sql('inbox.list', [SELECT, ...clauses, order].join('\n'));
    return this.unitOfWork.tx.query<NotificationRow>(statement, params);
  }

  async unread(caller: Caller): Promise<number> {
    const [row] = await this.unitOfWork.tx.query<{ count: number }>(UNREAD, this.#readerOf(caller));
    return row!.count;
  }

  #readerOf({ tenantId, userId, role, departmentIds }: Caller): unknown[] {
    return [tenantId, userId, role === 'admin', departmentIds];
  }

  async markRead(userId: string, ids: readonly string[] | undefined, at: Date): Promise<void> {
    const { tx } = this.unitOfWork;
    await tx.query(READ, [tx.tenantId, userId, at, ids ?? null]);
  }
}
