import { Injectable } from '@nestjs/common';
import type { BulkAnswer, ChangeTicket as Changes, Locale } from '@noxdesk/contracts';
import { TICKET_PRIORITIES, type TicketPriority, type TicketStatus } from '@noxdesk/domain';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../../platform/clock/clock.js';
import { sql } from '../../../platform/database/sql.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { Caller } from '../../../platform/http/caller.js';
import { ProblemError } from '../../../platform/http/problem.js';
import { problemTitle } from '../../../platform/http/problem-texts.js';
import { inWords } from '../../../platform/http/validation.js';
import { TicketRepository } from '../ticket.repository.js';
import type { TicketRow } from '../ticket.row.js';
import { ChangeTicket } from './change-ticket.js';
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

/** One change of many tickets: each is a transaction of its own, so that one refusal does not hold up the rest. */
@Injectable()
export class BulkChangeTickets {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tickets: TicketRepository,
    private readonly changeTicket: ChangeTicket,
    private readonly restoreTicket: RestoreTicket,
    private readonly clock: Clock,
  ) {}

  async change(
    caller: Caller,
    ids: readonly string[],
    changes: Changes,
    locale: Locale,
  ): Promise<BulkAnswer> {
    const results: Result[] = [];
    const entries: Entry[] = [];
    for (const id of ids) {
      const result = await told(id, locale, async () => {
        const entry = await this.#changeOne(caller, id, changes);
        if (entry.changed) entries.push(entry);
        return entry.version;
      });
      results.push(result);
    }
    if (entries.length === 0) return { results, undo: null };
    const undo = uuidv7();
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
    const results: Result[] = [];
    for (const { id, before, version } of taken.entries) {
      results.push(await told(id, locale, () => this.restoreTicket.run(caller, id, before, version)));
    }
    return { results, undo: null };
  }

  async #changeOne(caller: Caller, id: string, changes: Changes): Promise<Entry & { changed: boolean }> {
    return this.unitOfWork.run(caller.tenantId, async () => {
      const before = await this.tickets.findForUpdate(id);
      if (!before) throw new ProblemError('not_found');
      await this.changeTicket.run(caller, id, changes, undefined);
      const { version } = (await this.tickets.find(id))!;
      return { id, before: stateOf(before), version, changed: version !== before.version };
    });
  }
}

const stateOf = (row: TicketRow): TicketState => ({
  status: row.status as TicketStatus,
  priority: TICKET_PRIORITIES[row.priority - 1] as TicketPriority,
  department: { id: row.department_id, name: row.department_name },
  assignee: row.assignee_id === null ? null : { id: row.assignee_id, name: row.assignee_name! },
  subject: row.subject,
  tags: row.tags,
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
