import { Injectable } from '@nestjs/common';
import type { BulkAnswer, BulkChanges, ChangeTicket as Changes, Locale } from '@noxdesk/contracts';
import { TICKET_PRIORITIES, type TicketPriority, type TicketStatus } from '@noxdesk/domain';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../../platform/clock/clock.js';
import { sql } from '../../../platform/database/sql.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { Caller } from '../../../platform/http/caller.js';
import { ProblemError } from '../../../platform/http/problem.js';
import { problemTitle } from '../../../platform/http/problem-texts.js';
import { inWords } from '../../../platform/http/validation.js';
import { type HeldMessage, HeldReplyRepository } from '../held-reply.repository.js';
import { TicketRepository } from '../ticket.repository.js';
import type { TicketRow } from '../ticket.row.js';
import { isVisible } from '../ticket-visibility.js';
import { ChangeTicket } from './change-ticket.js';
import { HoldReply } from './hold-reply.js';
import { RestoreTicket, type TicketState } from './restore-ticket.js';

/** How long a bulk change can be taken back. */
const UNDO_MS = 5 * 60_000;

const REMEMBER = sql(
  'bulk.remember',
  `INSERT INTO bulk_changes (tenant_id, id, user_id, entries, created_at) VALUES ($1, $2, $3, $4, $5)`,
);
const TAKE = sql(
  'bulk.take',
  `DELETE FROM bulk_changes WHERE tenant_id = $1 AND id = $2 AND user_id = $3 AND created_at > $4 RETURNING entries`,
);

/** How a ticket was before, and the version that the change left. */
interface Entry {
  id: string;
  before: TicketState;
  version: number;
}

type Result = BulkAnswer['results'][number];

/** What is done to each ticket. */
export interface Step {
  changes: BulkChanges;
  /** What is written to it, where anything is; it waits as long as it can be taken back. */
  message?: (ticket: TicketRow) => HeldMessage | null;
}

/** One change of many tickets: each is a transaction of its own, so that one refusal does not hold up the rest. */
@Injectable()
export class BulkChangeTickets {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tickets: TicketRepository,
    private readonly changeTicket: ChangeTicket,
    private readonly restoreTicket: RestoreTicket,
    private readonly holdReply: HoldReply,
    private readonly held: HeldReplyRepository,
    private readonly clock: Clock,
  ) {}

  change(caller: Caller, ids: readonly string[], changes: BulkChanges, locale: Locale): Promise<BulkAnswer> {
    return this.apply(caller, ids, { changes }, locale);
  }

  /** @param step what is done to each, all of which one undo takes back */
  async apply(caller: Caller, ids: readonly string[], step: Step, locale: Locale): Promise<BulkAnswer> {
    const results: Result[] = [];
    const entries: Entry[] = [];
    const undo = uuidv7();
    for (const id of ids) {
      const result = await told(id, locale, async () => {
        const entry = await this.#changeOne(caller, id, step, undo);
        if (entry.changed) entries.push(entry);
        return entry.version;
      });
      results.push(result);
    }
    if (entries.length === 0) return { results, undo: null };
    const stored = entries.map(({ id, before, version }) => ({ id, before, version }));
    await this.unitOfWork.run(caller.tenantId, (tx) =>
      tx.query(REMEMBER, [caller.tenantId, undo, caller.userId, JSON.stringify(stored), this.clock.now()]),
    );
    return { results, undo };
  }

  /** @throws ProblemError `not_found` for what is not the caller's, was taken back already or is too long ago */
  async undo(caller: Caller, undo: string, locale: Locale): Promise<BulkAnswer> {
    const since = new Date(this.clock.now().getTime() - UNDO_MS);
    const [taken] = await this.unitOfWork.run(caller.tenantId, (tx) =>
      tx.query<{ entries: Entry[] }>(TAKE, [caller.tenantId, undo, caller.userId, since]),
    );
    if (!taken) throw new ProblemError('not_found');
    // What was written but has not gone out yet never does.
    await this.unitOfWork.run(caller.tenantId, () => this.held.takeStep(undo, caller.userId));
    const results: Result[] = [];
    for (const { id, before, version } of taken.entries) {
      results.push(await told(id, locale, () => this.restoreTicket.run(caller, id, before, version)));
    }
    return { results, undo: null };
  }

  async #changeOne(
    caller: Caller,
    id: string,
    { changes, message }: Step,
    undo: string,
  ): Promise<Entry & { changed: boolean }> {
    return this.unitOfWork.run(caller.tenantId, async () => {
      const before = await this.tickets.findForUpdate(id);
      if (!before || !isVisible(caller, before)) throw new ProblemError('not_found');
      const wanted = changesFor(before, changes);
      if (Object.keys(wanted).length > 0) await this.changeTicket.run(caller, id, wanted, undefined);
      const written = message?.(before) ?? null;
      if (written) await this.holdReply.hold(caller, id, written, [], undo);
      const { version } = (await this.tickets.find(id))!;
      return {
        id,
        before: stateOf(before),
        version,
        changed: version !== before.version || written !== null,
      };
    });
  }
}

/** Tags that come and go are told by those the ticket has. */
function changesFor(row: TicketRow, { add_tags = [], remove_tags = [], ...rest }: BulkChanges): Changes {
  if (add_tags.length === 0 && remove_tags.length === 0) return rest;
  const kept = (rest.tags ?? row.tags).filter((tag) => !remove_tags.includes(tag));
  return { ...rest, tags: [...new Set([...kept, ...add_tags])] };
}

const stateOf = (row: TicketRow): TicketState => ({
  status: row.status as TicketStatus,
  priority: TICKET_PRIORITIES[row.priority - 1] as TicketPriority,
  department: { id: row.department_id, name: row.department_name },
  assignee: row.assignee_id === null ? null : { id: row.assignee_id, name: row.assignee_name! },
  subject: row.subject,
  tags: row.tags,
  cc: row.cc,
});

/** Refusals are answers here; anything else ends the call. */
async function told(id: string, locale: Locale, work: () => Promise<number>): Promise<Result> {
  try {
    return { id, ok: true, version: await work(), problem: null };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { errors, allowed } = error.members;
    return {
      id,
      ok: false,
      version: null,
      problem: {
        code: error.code,
        title: problemTitle(error.code, locale),
        ...(errors && { errors: errors.map((refused) => inWords(refused, locale)) }),
        ...(allowed && { allowed: [...allowed] }),
      },
    };
  }
}
