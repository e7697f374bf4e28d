import { Injectable } from '@nestjs/common';
import type { GroupMapping, Page } from '@noxdesk/contracts';
import { sql, type Statement } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Cursors } from '../../platform/http/cursor.js';
import { containing, type IdList, readPageById } from '../../platform/http/id-list.js';

export interface ProviderRow {
  id: string;
  name: string;
  issuer: string;
  client_id: string;
  /** Sealed. */
  client_secret: string | null;
  scopes: string[];
  groups_claim: string;
  mappings: GroupMapping[];
  email_domains: string[];
  creates_users: boolean;
  links_by_email: boolean;
  vouches: boolean;
  enabled: boolean;
  created_at: Date;
}

const FIELDS = [
  ...['name', 'issuer', 'client_id', 'client_secret', 'scopes', 'groups_claim', 'mappings', 'email_domains'],
  ...['creates_users', 'links_by_email', 'vouches', 'enabled'],
] as (keyof ProviderRow)[];
const COLUMNS = ['id', ...FIELDS, 'created_at'].join(', ');
const SELECT = `SELECT ${COLUMNS} FROM identity_providers WHERE tenant_id = $1`;
const GET = sql('identity-providers.get', `${SELECT} AND id = $2`);
const TO_CHANGE = sql('identity-providers.to-change', `${SELECT} AND id = $2 FOR UPDATE`);
const OFFERED = sql('identity-providers.offered', `${SELECT} AND enabled ORDER BY lower(name)`);
const ADD = sql(
  'identity-providers.add',
  `INSERT INTO identity_providers (tenant_id, id, created_at, ${FIELDS.join(', ')})
   VALUES ($1, $2, $3, ${FIELDS.map((_, index) => `$${index + 4}`).join(', ')}) RETURNING ${COLUMNS}`,
);
const CHANGE = sql(
  'identity-providers.change',
  `UPDATE identity_providers SET ${FIELDS.map((field, index) => `${field} = $${index + 3}`).join(', ')}
   WHERE tenant_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
);
const REMOVE = sql(
  'identity-providers.remove',
  `WITH links AS (DELETE FROM external_identities WHERE tenant_id = $1 AND provider_id = $2)
   DELETE FROM identity_providers WHERE tenant_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
);

type SearchInput = IdList<never>['input'] & { query: { search?: string | undefined } };

/** OpenID Connect providers; every call but the list takes part in the transaction that is open. */
@Injectable()
export class IdentityProvidersRepository {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly cursors: Cursors,
  ) {}

  list(tenantId: number, path: string, input: SearchInput): Promise<Page<ProviderRow>> {
    return readPageById<ProviderRow>({
      cursors: this.cursors,
      path,
      input,
      label: 'identity-providers.list',
      select: SELECT,
      params: [tenantId],
      id: 'id',
      filters: [containing(['name', 'issuer'], input.query.search)],
      query: (statement, params) => this.unitOfWork.run(tenantId, (tx) => tx.query(statement, params)),
    });
  }

  /** Those that people may sign in with. */
  offered(): Promise<ProviderRow[]> {
    return this.#query(OFFERED);
  }

  async get(id: string): Promise<ProviderRow | undefined> {
    return (await this.#query(GET, id))[0];
  }

  /** Nobody else changes it until the transaction ends. */
  async toChange(id: string): Promise<ProviderRow | undefined> {
    return (await this.#query(TO_CHANGE, id))[0];
  }

  async add(row: ProviderRow): Promise<ProviderRow> {
    return (await this.#query(ADD, row.id, row.created_at, ...valuesOf(row)))[0]!;
  }

  async change(row: ProviderRow): Promise<ProviderRow> {
    return (await this.#query(CHANGE, row.id, ...valuesOf(row)))[0]!;
  }

  async remove(id: string): Promise<ProviderRow | undefined> {
    return (await this.#query(REMOVE, id))[0];
  }

  #query(statement: Statement, ...params: unknown[]): Promise<ProviderRow[]> {
    const { tx } = this.unitOfWork;
    return tx.query<ProviderRow>(statement, [tx.tenantId, ...params]);
  }
}

const valuesOf = (row: ProviderRow) =>
  FIELDS.map((field) => (field === 'mappings' ? JSON.stringify(row.mappings) : row[field]));
