import { Injectable } from '@nestjs/common';
import { COUNT_MAX, type Locale, type SavedView, ticketQuery, type TicketQuery } from '@noxdesk/contracts';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { invalidField, ProblemError } from '../../platform/http/problem.js';
import { found, refusing } from '../../platform/http/refusals.js';
import { validate } from '../../platform/http/validation.js';
import { TicketsService } from '../tickets/tickets.service.js';

const COLUMNS = 'id, owner_id, name, query, scope, department_id';
// A desk has few views; a list of them needs no pages, but an end.
const LIST = sql(
  'views.list',
  `SELECT ${COLUMNS} FROM saved_views
   WHERE tenant_id = $1 AND (owner_id = $2 OR scope = 'tenant'
     OR (scope = 'department' AND (department_id = ANY ($3::int[]) OR $4)))
   ORDER BY lower(name), id LIMIT 200`,
);
const ADD = sql(
  'views.add',
  `INSERT INTO saved_views (tenant_id, id, owner_id, name, query, scope, department_id, created_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${COLUMNS}`,
);
const ONE = sql(
  'views.one',
  `SELECT ${COLUMNS} FROM saved_views WHERE tenant_id = $1 AND id = $2 FOR UPDATE`,
);
const CHANGE = sql(
  'views.change',
  `UPDATE saved_views SET name = $3, query = $4, scope = $5, department_id = $6
   WHERE tenant_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
);
const REMOVE = sql('views.remove', 'DELETE FROM saved_views WHERE tenant_id = $1 AND id = $2');

interface ViewRow {
  id: string;
  owner_id: string;
  name: string;
  query: string;
  scope: SavedView['scope'];
  department_id: number | null;
}

type ViewFields = Pick<SavedView, 'name' | 'query' | 'scope' | 'department'>;

const REFERENCES = { saved_views_tenant_id_department_id_fkey: 'department' };

/** Lists that somebody has given a name. What a view shows is decided anew for each who opens it. */
@Injectable()
export class ViewsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tickets: TicketsService,
    private readonly clock: Clock,
  ) {}

  async list(caller: Caller): Promise<SavedView[]> {
    const rows = await this.unitOfWork.run(caller.tenantId, (tx) =>
      tx.query<ViewRow>(LIST, [
        caller.tenantId,
        caller.userId,
        caller.departmentIds,
        caller.role === 'admin',
      ]),
    );
    return rows.map((row) => present(row, caller));
  }

  async create(caller: Caller, fields: ViewFields, locale: Locale): Promise<SavedView> {
    this.#check(caller, fields, locale);
    return refusing({ references: REFERENCES }, () =>
      this.unitOfWork.run(caller.tenantId, async (tx) => {
        const { name, query, scope, department } = fields;
        const values = [uuidv7(), caller.userId, name, query, scope, department, this.clock.now()];
        const [row] = await tx.query<ViewRow>(ADD, [caller.tenantId, ...values]);
        return present(row!, caller);
      }),
    );
  }

  async change(caller: Caller, id: string, wanted: Partial<ViewFields>, locale: Locale): Promise<SavedView> {
    return refusing({ references: REFERENCES }, () =>
      this.unitOfWork.run(caller.tenantId, async (tx) => {
        const row = await this.#own(caller, id);
        const fields = { ...present(row, caller), ...wanted };
        // A view that is no longer a department's has none.
        if (wanted.scope !== undefined && wanted.scope !== 'department') fields.department = null;
        this.#check(caller, fields, locale);
        const { name, query, scope, department } = fields;
        const [changed] = await tx.query<ViewRow>(CHANGE, [
          caller.tenantId,
          id,
          name,
          query,
          scope,
          department,
        ]);
        return present(changed!, caller);
      }),
    );
  }

  async remove(caller: Caller, id: string): Promise<void> {
    await this.unitOfWork.run(caller.tenantId, async (tx) => {
      await this.#own(caller, id);
      await tx.query(REMOVE, [caller.tenantId, id]);
    });
  }

  async counts(caller: Caller, queries: readonly string[], locale: Locale) {
    const parsed = queries.map((query, index) => parseQuery(query, `queries.${index}`, locale));
    return this.tickets.counts(caller, parsed, COUNT_MAX);
  }

  /** @throws ProblemError 404 for a view that the caller does not see, 403 for one that is not theirs to change */
  async #own(caller: Caller, id: string): Promise<ViewRow> {
    const [row] = await this.unitOfWork.tx.query<ViewRow>(ONE, [caller.tenantId, id]);
    const view = found(row);
    const mine = mayChange(view, caller);
    const seen = mine || view.scope === 'tenant' || caller.departmentIds.includes(view.department_id ?? 0);
    if (!seen) throw new ProblemError('not_found');
    if (!mine) throw new ProblemError('forbidden');
    return view;
  }

  #check(caller: Caller, { scope, department, query }: ViewFields, locale: Locale): void {
    parseQuery(query, 'query', locale);
    if ((scope === 'department') !== (department !== null)) {
      throw invalidField('department', scope === 'department' ? 'required' : 'not_allowed');
    }
    // What all agents see is the admins' to arrange; a department's, also its members'.
    if (scope === 'tenant' && caller.role !== 'admin') throw new ProblemError('forbidden');
    if (department !== null && caller.role !== 'admin' && !caller.departmentIds.includes(department)) {
      throw new ProblemError('forbidden');
    }
  }
}

const viewQuery = ticketQuery.omit({ cursor: true, limit: true });

/** Views are counted again and again: what their text means is remembered, of so many texts. */
const MOST_PARSED = 2_000;
const parsedQueries = new Map<string, TicketQuery>();

/** A view must be a list that can be asked for. */
function parseQuery(query: string, field: string, locale: Locale): TicketQuery {
  const known = parsedQueries.get(query);
  if (known) return known;
  const parameters = Object.fromEntries(new URLSearchParams(query));
  const parsed: TicketQuery = validate(viewQuery, parameters, locale, (name) => `${field}.${name}`);
  if (parsedQueries.size >= MOST_PARSED) parsedQueries.clear();
  parsedQueries.set(query, parsed);
  return parsed;
}

const mayChange = (row: ViewRow, caller: Caller) => row.owner_id === caller.userId || caller.role === 'admin';

const present = (row: ViewRow, caller: Caller): SavedView => ({
  id: row.id,
  name: row.name,
  query: row.query,
  scope: row.scope,
  department: row.department_id,
  mine: mayChange(row, caller),
});
