import { Injectable } from '@nestjs/common';
import type { ApiScope, Page } from '@noxdesk/contracts';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { Cursors } from '../../platform/http/cursor.js';
import { type IdList, readPageById } from '../../platform/http/id-list.js';
import { invalidField, ProblemError } from '../../platform/http/problem.js';
import { found } from '../../platform/http/refusals.js';
import { AccountEvents } from './account-events.js';
import { Tokens } from './tokens.js';

export interface ApiTokenRow {
  id: string;
  name: string;
  scopes: ApiScope[];
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
}

const COLUMNS = 'id, name, scopes, created_at, expires_at, last_used_at';
const SELECT = `SELECT ${COLUMNS} FROM api_tokens WHERE tenant_id = $1 AND user_id = $2`;
const GET = sql('api-tokens.get', `${SELECT} AND id = $3`);
const ADD = sql(
  'api-tokens.add',
  `INSERT INTO api_tokens (tenant_id, user_id, id, name, scopes, created_at, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${COLUMNS}`,
);
const RENAME = sql(
  'api-tokens.rename',
  `UPDATE api_tokens SET name = $4 WHERE tenant_id = $1 AND user_id = $2 AND id = $3 RETURNING ${COLUMNS}`,
);
const REVOKE = sql(
  'api-tokens.revoke',
  `DELETE FROM api_tokens WHERE tenant_id = $1 AND user_id = $2 AND id = $3 RETURNING id`,
);

/** Long-lived tokens that people make for their programs. A token whose row is gone is good for nothing. */
@Injectable()
export class ApiTokensService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tokens: Tokens,
    private readonly cursors: Cursors,
    private readonly events: AccountEvents,
    private readonly clock: Clock,
  ) {}

  list(caller: Caller, path: string, input: IdList<ApiTokenRow>['input']): Promise<Page<ApiTokenRow>> {
    return readPageById<ApiTokenRow>({
      cursors: this.cursors,
      path,
      input,
      label: 'api-tokens.list',
      select: SELECT,
      params: [caller.tenantId, caller.userId],
      id: 'id',
      query: (statement, params) => this.unitOfWork.run(caller.tenantId, (tx) => tx.query(statement, params)),
    });
  }

  get(caller: Caller, id: string): Promise<ApiTokenRow> {
    return this.#one(caller, GET, id);
  }

  /** @returns the row and the token itself, which is not kept and cannot be shown again */
  async create(
    caller: Caller,
    given: { name: string; scopes: readonly ApiScope[]; expires_at?: string | null | undefined },
  ): Promise<{ row: ApiTokenRow; token: string }> {
    requireScopes(caller, given.scopes);
    const now = this.clock.now();
    const expiresAt = given.expires_at ? new Date(given.expires_at) : null;
    if (expiresAt && expiresAt <= now) throw invalidField('expires_at', 'not_in_future');
    const id = uuidv7();
    const { tenantId, userId } = caller;
    const row = await this.unitOfWork.run(tenantId, async () => {
      const made = await this.#one(caller, ADD, id, given.name, given.scopes, now, expiresAt);
      const change = 'api_token';
      await this.events.emit({ type: 'account.security-changed', userId, change, detail: given.name });
      return made;
    });
    return { row, token: this.tokens.api({ tenantId, userId, id, expiresAt }) };
  }

  rename(caller: Caller, id: string, name: string): Promise<ApiTokenRow> {
    return this.#one(caller, RENAME, id, name);
  }

  async revoke(caller: Caller, id: string): Promise<void> {
    await this.#one(caller, REVOKE, id);
  }

  /** Runs a statement about one of the caller's own tokens; those of others are not there. */
  async #one(caller: Caller, statement: typeof GET, ...params: unknown[]): Promise<ApiTokenRow> {
    const { tenantId, userId } = caller;
    const rows = await this.unitOfWork.run(tenantId, (tx) =>
      tx.query<ApiTokenRow>(statement, [tenantId, userId, ...params]),
    );
    return found(rows[0]);
  }
}

/** Nobody hands on more than they have: neither a role that is not theirs, nor a scope that their token lacks. */
function requireScopes(caller: Caller, scopes: readonly ApiScope[]): void {
  const lacking = scopes.some((scope) => caller.scopes !== null && !caller.scopes.includes(scope));
  if (lacking || (scopes.includes('admin') && caller.role !== 'admin')) {
    throw new ProblemError('field_not_allowed', { errors: [{ field: 'scopes', code: 'not_allowed' }] });
  }
}
