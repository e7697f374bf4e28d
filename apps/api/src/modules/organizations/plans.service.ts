import { Injectable } from '@nestjs/common';
import type { Page } from '@noxdesk/contracts';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { type Statement, sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Cursors } from '../../platform/http/cursor.js';
import { containing, type IdList, readPageById } from '../../platform/http/id-list.js';
import { deleting, found, refusing } from '../../platform/http/refusals.js';

export interface PlanRow {
  id: string;
  name: string;
}

const UNIQUE = { plans_name: 'name' };
const SELECT = `SELECT id, name FROM plans WHERE tenant_id = $1`;
const GET = sql('plans.get', `${SELECT} AND id = $2`);
const ADD = sql(
  'plans.add',
  `INSERT INTO plans (tenant_id, id, name, created_at) VALUES ($1, $2, $3, $4) RETURNING id, name`,
);
const RENAME = sql(
  'plans.rename',
  `UPDATE plans SET name = $3 WHERE tenant_id = $1 AND id = $2 RETURNING id, name`,
);
const REMOVE = sql('plans.remove', `DELETE FROM plans WHERE tenant_id = $1 AND id = $2 RETURNING id, name`);

/** The plans that organisations have; SLA policies may be meant for one. */
@Injectable()
export class PlansService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly cursors: Cursors,
    private readonly clock: Clock,
  ) {}

  list(
    tenantId: number,
    path: string,
    input: IdList<never>['input'] & { query: { search?: string | undefined } },
  ): Promise<Page<PlanRow>> {
    return readPageById<PlanRow>({
      cursors: this.cursors,
      path,
      input,
      label: 'plans.list',
      select: SELECT,
      params: [tenantId],
      id: 'id',
      filters: [containing(['name'], input.query.search)],
      query: (statement, params) => this.unitOfWork.run(tenantId, (tx) => tx.query(statement, params)),
    });
  }

  get(tenantId: number, id: string): Promise<PlanRow> {
    return this.#one(tenantId, GET, id);
  }

  create(tenantId: number, name: string): Promise<PlanRow> {
    return refusing({ unique: UNIQUE }, () => this.#one(tenantId, ADD, uuidv7(), name, this.clock.now()));
  }

  rename(tenantId: number, id: string, name: string): Promise<PlanRow> {
    return refusing({ unique: UNIQUE }, () => this.#one(tenantId, RENAME, id, name));
  }

  async remove(tenantId: number, id: string): Promise<void> {
    await deleting(() => this.#one(tenantId, REMOVE, id));
  }

  async #one(tenantId: number, statement: Statement, ...params: unknown[]): Promise<PlanRow> {
    const rows = await this.unitOfWork.run(tenantId, (tx) =>
      tx.query<PlanRow>(statement, [tenantId, ...params]),
    );
    return found(rows[0]);
  }
}
