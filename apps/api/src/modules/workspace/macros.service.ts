import { Injectable } from '@nestjs/common';
import type { BulkAnswer, BulkChanges, Locale, Macro, Page } from '@noxdesk/contracts';
import { fillCanned, formatTicketNumber } from '@noxdesk/domain';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { Cursors } from '../../platform/http/cursor.js';
import { containing, type IdList, inDepartmentsOf, readPageById } from '../../platform/http/id-list.js';
import { ProblemError } from '../../platform/http/problem.js';
import { found, refusing } from '../../platform/http/refusals.js';
import { BulkChangeTickets, type Step } from '../tickets/commands/bulk-change-tickets.js';

const SELECT = `SELECT id, name, department_id AS department, changes, message FROM macros WHERE tenant_id = $1`;
const GET = sql('macros.get', `${SELECT} AND id = $2`);
const TO_CHANGE = sql('macros.to-change', `${SELECT} AND id = $2 FOR UPDATE`);
const ADD = sql(
  'macros.add',
  `INSERT INTO macros (tenant_id, id, name, department_id, changes, message, created_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);
const CHANGE = sql(
  'macros.change',
  `UPDATE macros SET name = $3, department_id = $4, changes = $5, message = $6 WHERE tenant_id = $1 AND id = $2`,
);
const REMOVE = sql('macros.remove', 'DELETE FROM macros WHERE tenant_id = $1 AND id = $2 RETURNING id');

const GUARDS = {
  unique: { macros_name: 'name' },
  references: { macros_tenant_id_department_id_fkey: 'department' },
};

type Fields = Omit<Macro, 'id'>;

/** Several changes and a text in one step, written down once. */
@Injectable()
export class MacrosService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tickets: BulkChangeTickets,
    private readonly cursors: Cursors,
    private readonly clock: Clock,
  ) {}

  /** An agent sees those for everyone and for their departments. */
  list(
    caller: Caller,
    path: string,
    input: IdList<never>['input'] & { query: { search?: string | undefined } },
  ): Promise<Page<Macro>> {
    const { tenantId } = caller;
    return readPageById<Macro>({
      cursors: this.cursors,
      path,
      input,
      label: 'macros.list',
      select: SELECT,
      params: [tenantId],
      id: 'id',
      filters: [containing(['name'], input.query.search), inDepartmentsOf(caller)],
      query: (statement, params) => this.unitOfWork.run(tenantId, (tx) => tx.query(statement, params)),
    });
  }

  async get(tenantId: number, id: string): Promise<Macro> {
    return this.unitOfWork.run(tenantId, async (tx) =>
      found((await tx.query<Macro>(GET, [tenantId, id]))[0]),
    );
  }

  async create(tenantId: number, fields: Fields): Promise<Macro> {
    return refusing(GUARDS, () =>
      this.unitOfWork.run(tenantId, async (tx) => {
        const id = uuidv7();
        await tx.query(ADD, [tenantId, id, ...valuesOf(fields), this.clock.now()]);
        return { id, ...fields };
      }),
    );
  }

  async change(tenantId: number, id: string, wanted: Partial<Fields>): Promise<Macro> {
    return refusing(GUARDS, () =>
      this.unitOfWork.run(tenantId, async (tx) => {
        const before = found((await tx.query<Macro>(TO_CHANGE, [tenantId, id]))[0]);
        const changed = { ...before, ...wanted };
        await tx.query(CHANGE, [tenantId, id, ...valuesOf(changed)]);
        return changed;
      }),
    );
  }

  async remove(tenantId: number, id: string): Promise<void> {
    await this.unitOfWork.run(tenantId, async (tx) => found((await tx.query(REMOVE, [tenantId, id]))[0]));
  }

  /** @throws ProblemError `not_found` also for a macro of a department that is not the caller's */
  async apply(caller: Caller, id: string, tickets: readonly string[], locale: Locale): Promise<BulkAnswer> {
    const macro = await this.get(caller.tenantId, id);
    const { department } = macro;
    if (caller.role !== 'admin' && department !== null && !caller.departmentIds.includes(department)) {
      throw new ProblemError('not_found');
    }
    return this.tickets.apply(caller, tickets, stepOf(macro, caller), locale);
  }
}

function stepOf({ changes, message }: Macro, caller: Caller): Step {
  const { assignee, ...rest } = changes;
  const wanted: BulkChanges = {
    ...rest,
    ...(assignee !== undefined && { assignee: assignee === 'me' ? caller.userId : assignee }),
  };
  if (message === null) return { changes: wanted };
  return {
    changes: wanted,
    message: (row) => ({
      message_type: message.message_type,
      body: fillCanned(message.body, {
        requester: { name: row.requester_name, email: row.requester_email },
        agent: caller,
        ticket: {
          number: formatTicketNumber(row.number),
          subject: row.subject,
          department: { name: row.department_name },
        },
      }),
    }),
  };
}

const valuesOf = ({ name, department, changes, message }: Fields) => [
  name,
  department,
  JSON.stringify(changes),
  message && JSON.stringify(message),
];
