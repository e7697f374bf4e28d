import { Injectable } from '@nestjs/common';
import type { CannedReply, Page } from '@noxdesk/contracts';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { Cursors } from '../../platform/http/cursor.js';
import { containing, type IdList, inDepartmentsOf, readPageById } from '../../platform/http/id-list.js';
import { found, refusing } from '../../platform/http/refusals.js';

const SELECT = `SELECT id, title, shortcut, body, department_id AS department, changes
  FROM canned_replies WHERE tenant_id = $1`;
const GET = sql('canned.get', `${SELECT} AND id = $2`);
const TO_CHANGE = sql('canned.to-change', `${SELECT} AND id = $2 FOR UPDATE`);
const ADD = sql(
  'canned.add',
  `INSERT INTO canned_replies (tenant_id, id, title, shortcut, body, department_id, changes, created_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
);
const CHANGE = sql(
  'canned.change',
  `UPDATE canned_replies SET title = $3, shortcut = $4, body = $5, department_id = $6, changes = $7
   WHERE tenant_id = $1 AND id = $2`,
);
const REMOVE = sql(
  'canned.remove',
  'DELETE FROM canned_replies WHERE tenant_id = $1 AND id = $2 RETURNING id',
);

const GUARDS = {
  unique: { canned_replies_shortcut: 'shortcut' },
  references: { canned_replies_tenant_id_department_id_fkey: 'department' },
};

/** Answers that are written once and used often, with what else is to happen when they are used. */
@Injectable()
export class CannedRepliesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly cursors: Cursors,
    private readonly clock: Clock,
  ) {}

  /** An agent sees those for everyone and for their departments. */
  list(
    caller: Caller,
    path: string,
    input: IdList<never>['input'] & { query: { search?: string | undefined } },
  ): Promise<Page<CannedReply>> {
    const { tenantId } = caller;
    return readPageById<CannedReply>({
      cursors: this.cursors,
      path,
      input,
      label: 'canned.list',
      select: SELECT,
      params: [tenantId],
      id: 'id',
      filters: [
        containing(['title', "coalesce(shortcut, '')", 'body'], input.query.search),
        inDepartmentsOf(caller),
      ],
      query: (statement, params) => this.unitOfWork.run(tenantId, (tx) => tx.query(statement, params)),
    });
  }

  async get(tenantId: number, id: string): Promise<CannedReply> {
    return this.unitOfWork.run(tenantId, async (tx) =>
      found((await tx.query<CannedReply>(GET, [tenantId, id]))[0]),
    );
  }

  async create(tenantId: number, reply: Omit<CannedReply, 'id'>): Promise<CannedReply> {
    return refusing(GUARDS, () =>
      this.unitOfWork.run(tenantId, async (tx) => {
        const id = uuidv7();
        await tx.query(ADD, [tenantId, id, ...valuesOf(reply), this.clock.now()]);
        return { id, ...reply };
      }),
    );
  }

  async change(tenantId: number, id: string, wanted: Partial<Omit<CannedReply, 'id'>>): Promise<CannedReply> {
    return refusing(GUARDS, () =>
      this.unitOfWork.run(tenantId, async (tx) => {
        const before = found((await tx.query<CannedReply>(TO_CHANGE, [tenantId, id]))[0]);
        const changed = { ...before, ...wanted };
        await tx.query(CHANGE, [tenantId, id, ...valuesOf(changed)]);
        return changed;
      }),
    );
  }

  async remove(tenantId: number, id: string): Promise<void> {
    await this.unitOfWork.run(tenantId, async (tx) => found((await tx.query(REMOVE, [tenantId, id]))[0]));
  }
}

const valuesOf = ({ title, shortcut, body, department, changes }: Omit<CannedReply, 'id'>) => [
  title,
  shortcut,
  body,
  department,
  JSON.stringify(changes),
];
