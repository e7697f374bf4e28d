import { Injectable } from '@nestjs/common';
import type { TicketQuery } from '@noxdesk/contracts';
import { type SlaState, slaColumns } from '@noxdesk/domain';
import { sql, type Statement } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import type { Cursor, ReadRows } from '../../platform/http/cursor.js';
import {
  countStatement,
  cursorOf,
  type ListRequest,
  listStatement,
  type SortedRow,
  windowEndStatement,
} from './ticket-list.js';
import {
  numberSearched,
  type Search,
  SEARCH_PLAN,
  seesInternal,
  type Window,
  windowsOf,
  type WordSearch,
} from './ticket-search.js';
import { type ListedTicketRow, TICKET_COLUMNS, TICKET_JOINS, type TicketRow } from './ticket.row.js';
import { isVisible } from './ticket-visibility.js';

const FIND = sql(
  'tickets.find',
  `SELECT ${TICKET_COLUMNS} FROM tickets t ${TICKET_JOINS} WHERE t.tenant_id = $1 AND t.id = $2`,
);
// NO KEY: rows that refer to the ticket may be added meanwhile; two writers of the ticket wait for each other.
const LOCK = sql(
  'tickets.lock',
  `SELECT 1 FROM tickets t WHERE t.tenant_id = $1 AND t.id = $2 FOR NO KEY UPDATE OF t`,
);
const FIND_ALL = sql(
  'tickets.find-all',
  `SELECT ${TICKET_COLUMNS} FROM tickets t ${TICKET_JOINS} WHERE t.tenant_id = $1 AND t.id = ANY ($2) ORDER BY t.id`,
);
// One after the other in the order of their ids: whoever else locks several that way is waited for, never met head on.
const LOCK_ALL = sql(
  'tickets.lock-all',
  `SELECT 1 FROM tickets t WHERE t.tenant_id = $1 AND t.id = ANY ($2) ORDER BY t.id FOR NO KEY UPDATE OF t`,
);
const RELATED = sql(
  'tickets.related',
  `SELECT ${TICKET_COLUMNS}, other.kind FROM (
     SELECT f.id, 'followed_by' AS kind FROM tickets f WHERE f.tenant_id = $1 AND f.follows_id = $2
     UNION ALL SELECT f.follows_id, 'follows' FROM tickets f
       WHERE f.tenant_id = $1 AND f.id = $2 AND f.follows_id IS NOT NULL
     UNION ALL SELECT l.other_id, 'linked' FROM ticket_links l WHERE l.tenant_id = $1 AND l.ticket_id = $2
     UNION ALL SELECT l.ticket_id, 'linked' FROM ticket_links l WHERE l.tenant_id = $1 AND l.other_id = $2
     UNION ALL SELECT g.into_id, 'merged_into' FROM ticket_merges g WHERE g.tenant_id = $1 AND g.ticket_id = $2
     UNION ALL SELECT g.ticket_id, 'merged_from' FROM ticket_merges g WHERE g.tenant_id = $1 AND g.into_id = $2
   ) other JOIN tickets t ON t.tenant_id = $1 AND t.id = other.id ${TICKET_JOINS}
   ORDER BY t.number LIMIT 40`,
);
const BY_NUMBER = sql(
  'tickets.by-number',
  `SELECT t.id FROM tickets t WHERE t.tenant_id = $1 AND t.number = $2`,
);
const INSERT = sql(
  'tickets.insert',
  `WITH counted AS (
     UPDATE tenant_counters SET last_ticket_number = last_ticket_number + 1 WHERE tenant_id = $1
     RETURNING last_ticket_number AS number)
   INSERT INTO tickets (tenant_id, id, number, subject, status, priority, department_id, requester_id,
     organization_id, channel, tags, follows_id, created_at, updated_at, version, message_count, preview,
     public_preview, sla_state, sla_due_at, sla_check_at, sla_warned, sla_breached)
   SELECT $1, $2, counted.number, $3, 'new', $4, $5, $6, $7, $8, $9, $10, $11, $11, 1, 1, $12, $12, $13, $14, $15,
     $16, $17 FROM counted
   RETURNING number`,
);
const UPDATE = sql(
  'tickets.update',
  `UPDATE tickets SET subject = $3, status = $4, priority = $5, department_id = $6, assignee_id = $7, tags = $8,
     preview = coalesce($9, preview), public_preview = coalesce($10, public_preview), message_count = $11,
     sla_state = $12, sla_due_at = $13, sla_check_at = $14, sla_warned = $15, sla_breached = $16,
     updated_at = $17, resolved_at = $18, closed_at = $19, auto_close_at = $20, version = $21, cc = $22
   WHERE tenant_id = $1 AND id = $2`,
);
const REPLACE_TAGS = sql(
  'tickets.replace-tags',
  `WITH gone AS (
     DELETE FROM ticket_tags WHERE tenant_id = $1 AND ticket_id = $2 AND tag <> ALL ($3::text[]))
   INSERT INTO ticket_tags (tenant_id, ticket_id, tag) SELECT $1, $2, tag FROM unnest($3::text[]) tag
   ON CONFLICT DO NOTHING`,
);
const REINDEX = sql(
  'tickets.reindex',
  `UPDATE ticket_messages SET search = search_document($1, $3 || ' ' || body)
   WHERE tenant_id = $1 AND ticket_id = $2 AND message_type <> 'system'`,
);

/** Another ticket, and what it has to do with the one asked for. */
export interface RelatedRow extends TicketRow {
  kind: string;
}

/** The columns that a change may touch, as they are to be. */
export interface TicketUpdate {
  id: string;
  subject: string;
  status: string;
  priorityRank: number;
  departmentId: number;
  assigneeId: string | null;
  tags: readonly string[];
  cc: readonly string[];
  /** null: stays */
  preview: string | null;
  publicPreview: string | null;
  messageCount: number;
  sla: {
    state: unknown;
    dueAt: string | null;
    checkAt: string | null;
    warned: boolean;
    breached: boolean;
  };
  updatedAt: Date;
  resolvedAt: Date | null;
  closedAt: Date | null;
  autoCloseAt: Date | null;
  version: number;
}

/** How many tickets a list holds, and whether it holds more than were counted. */
export interface Counted {
  count: number;
  more: boolean;
}

/** The only importer of SQL on `tickets`. Every call runs in the unit of work that is open. */
@Injectable()
export class TicketRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async find(id: string): Promise<TicketRow | null> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<TicketRow>(FIND, [tx.tenantId, id]);
    return row ?? null;
  }

  /** The ticket as it is once nobody else writes to it; it stays locked until the transaction ends. */
  async findForUpdate(id: string): Promise<TicketRow | null> {
    const { tx } = this.unitOfWork;
    // In one round trip, yet each with a snapshot of its own: what is found is what the lock was waited for.
    const [, row] = await Promise.all([tx.query(LOCK, [tx.tenantId, id]), this.find(id)]);
    return row;
  }

  /** The same for several, in the order of their ids; those that are gone are left out. */
  async findAllForUpdate(ids: readonly string[]): Promise<TicketRow[]> {
    const { tx } = this.unitOfWork;
    const named = [tx.tenantId, ids];
    const [, rows] = await Promise.all([tx.query(LOCK_ALL, named), tx.query<TicketRow>(FIND_ALL, named)]);
    return rows;
  }

  async list(
    caller: Caller,
    query: TicketQuery,
    cursor: Cursor | undefined,
    limit: number,
  ): Promise<ReadRows<ListedTicketRow>> {
    const search = await this.search(caller, query);
    const request = { caller, query, cursor, limit, search };
    const windows = windowsOf(search);
    if (windows) return this.#lookThrough(request, windows);
    return { rows: await this.#read<ListedTicketRow>(caller, listStatement(request)), reached: null };
  }

  /** Looks through the list window by window until a page is full, or something has been found and the second is over. */
  async #lookThrough(request: ListRequest, windows: Window[]): Promise<ReadRows<ListedTicketRow>> {
    const { caller, query, limit } = request;
    const rows: ListedTicketRow[] = [];
    let { cursor } = request;
    for (const [i, window] of windows.entries()) {
      if (i > 1 && rows.length > 0) break;
      const asked = { ...request, cursor, limit: limit - rows.length };
      rows.push(...(await this.#read<ListedTicketRow>(caller, listStatement(asked, window))));
      if (rows.length >= limit) return { rows, reached: null };
      const [end] = await this.#read<SortedRow>(caller, windowEndStatement(asked, window));
      if (!end) return { rows, reached: null };
      cursor = { at: cursorOf(query.ordering)(end), backwards: cursor?.backwards ?? false };
    }
    return { rows, reached: cursor!.at };
  }

  #read<Row extends object>(
    { tenantId }: Caller,
    { statement, params }: { statement: Statement; params: unknown[] },
  ): Promise<Row[]> {
    return this.unitOfWork.read(tenantId, (tx) => tx.query<Row>(statement, params));
  }

  async count(asked: Parameters<typeof countStatement>[0], most: number): Promise<Counted> {
    const window = windowsOf(asked.search)?.at(-1) ?? null;
    const { statement, params } = countStatement(asked, most + 1, window);
    const [row] = await this.unitOfWork.tx.query<Counted>(statement, params);
    const { count, more } = row!;
    return { count: Math.min(count, most), more: more || count > most };
  }

  /** The id of the ticket with this number. */
  async idOfNumber(number: number): Promise<string | null> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<{ id: string }>(BY_NUMBER, [tx.tenantId, number]);
    return row?.id ?? null;
  }

  /** A ticket number finds that ticket; other words are looked for in subject, messages and requester. */
  async search(caller: Caller, { search }: TicketQuery): Promise<Search | null> {
    if (search === undefined) return null;
    const number = numberSearched(search);
    if (number) return number;
    const { tenantId } = caller;
    const [plan] = await this.unitOfWork.read(tenantId, (tx) =>
      tx.query<WordSearch>(SEARCH_PLAN, [tenantId, search, seesInternal(caller)]),
    );
    return plan!;
  }

  /** Other tickets it has to do with, as far as the caller sees them. */
  async related(id: string, caller: Caller): Promise<RelatedRow[]> {
    const { tx } = this.unitOfWork;
    const rows = await tx.query<RelatedRow>(RELATED, [tx.tenantId, id]);
    return rows.filter((row) => isVisible(caller, row));
  }

  /** Inserts a ticket as its opening message leaves it. @returns the next number of the tenant */
  async insert(row: TicketRow, { preview, sla }: { preview: string; sla: SlaState | null }): Promise<number> {
    const { tx } = this.unitOfWork;
    const columns = sla && slaColumns(sla);
    const inserted = tx.query<{ number: number }>(INSERT, [
      tx.tenantId,
      row.id,
      row.subject,
      row.priority,
      row.department_id,
      row.requester_id,
      row.organization_id,
      row.channel,
      row.tags,
      row.follows_id,
      row.created_at,
      preview,
      sla,
      columns?.next_due_at ?? null,
      columns?.next_threshold_at ?? null,
      columns?.due_soon ?? false,
      columns?.breached ?? false,
    ]);
    if (row.tags.length > 0) this.replaceTags(row.id, row.tags);
    const [found] = await inserted;
    if (!found) throw new Error(`Tenant ${tx.tenantId} has no counters`);
    return found.number;
  }

  update(ticket: TicketUpdate): void {
    const { tx } = this.unitOfWork;
    tx.send(UPDATE, [
      tx.tenantId,
      ticket.id,
      ticket.subject,
      ticket.status,
      ticket.priorityRank,
      ticket.departmentId,
      ticket.assigneeId,
      ticket.tags,
      ticket.preview,
      ticket.publicPreview,
      ticket.messageCount,
      ticket.sla.state === null ? null : JSON.stringify(ticket.sla.state),
      ticket.sla.dueAt,
      ticket.sla.checkAt,
      ticket.sla.warned,
      ticket.sla.breached,
      ticket.updatedAt,
      ticket.resolvedAt,
      ticket.closedAt,
      ticket.autoCloseAt,
      ticket.version,
      ticket.cc,
    ]);
  }

  replaceTags(ticketId: string, tags: readonly string[]): void {
    const { tx } = this.unitOfWork;
    tx.send(REPLACE_TAGS, [tx.tenantId, ticketId, tags]);
  }

  /** The subject is part of every message's search document. @param heading subject and requester */
  reindex(ticketId: string, heading: string): void {
    const { tx } = this.unitOfWork;
    tx.send(REINDEX, [tx.tenantId, ticketId, heading]);
  }
}
