import { Injectable } from '@nestjs/common';
import type { ClaimMapping, Page, TokenAlgorithm, UserRole } from '@noxdesk/contracts';
import { sql, type Statement } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Cursors } from '../../platform/http/cursor.js';
import { containing, type IdList, readPageById } from '../../platform/http/id-list.js';
import type { PublicJwk } from './public-keys.js';

export interface IssuerRow {
  id: string;
  name: string;
  issuer: string;
  audience: string;
  jwks_url: string | null;
  keys: PublicJwk[] | null;
  algorithms: TokenAlgorithm[];
  claims: ClaimMapping;
  roles: Record<string, UserRole>;
  plans: Record<string, string>;
  links_by_email: boolean;
  enabled: boolean;
  created_at: Date;
}

/** An issuer as a bearer's token meets it, with whom the token's subject is there, if anybody yet. */
export type IssuerOfToken = Omit<IssuerRow, 'issuer' | 'enabled' | 'created_at'> & {
  tenant_id: number;
  tenant_slug: string;
  user_id: string | null;
  digest: string | null;
};

const FIELDS = [
  ...['name', 'issuer', 'audience', 'jwks_url', 'keys', 'algorithms', 'claims', 'roles', 'plans'],
  ...['links_by_email', 'enabled'],
] as (keyof IssuerRow)[];
const JSON_FIELDS: readonly (keyof IssuerRow)[] = ['keys', 'claims', 'roles', 'plans'];
const COLUMNS = ['id', ...FIELDS, 'created_at'].join(', ');
const SELECT = `SELECT ${COLUMNS} FROM trusted_issuers WHERE tenant_id = $1`;
const GET = sql('trusted-issuers.get', `${SELECT} AND id = $2`);
const TO_CHANGE = sql('trusted-issuers.to-change', `${SELECT} AND id = $2 FOR UPDATE`);
const ADD = sql(
  'trusted-issuers.add',
  `INSERT INTO trusted_issuers (tenant_id, id, created_at, ${FIELDS.join(', ')})
   VALUES ($1, $2, $3, ${FIELDS.map((_, index) => `$${index + 4}`).join(', ')}) RETURNING ${COLUMNS}`,
);
const CHANGE = sql(
  'trusted-issuers.change',
  `UPDATE trusted_issuers SET ${FIELDS.map((field, index) => `${field} = $${index + 3}`).join(', ')}
   WHERE tenant_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
);
const REMOVE = sql(
  'trusted-issuers.remove',
  `WITH links AS (DELETE FROM external_identities WHERE tenant_id = $1 AND provider_id = $2)
   DELETE FROM trusted_issuers WHERE tenant_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
);
const NAMED = sql('trusted-issuers.named', 'SELECT * FROM issuers_named($1, $2, $3)');

type SearchInput = IdList<never>['input'] & { query: { search?: string | undefined } };

/** Trusted issuers; every call but the lists takes part in the transaction that is open. */
@Injectable()
export class TrustedIssuersRepository {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly cursors: Cursors,
  ) {}

  list(tenantId: number, path: string, input: SearchInput): Promise<Page<IssuerRow>> {
    return readPageById<IssuerRow>({
      cursors: this.cursors,
      path,
      input,
      label: 'trusted-issuers.list',
      select: SELECT,
      params: [tenantId],
      id: 'id',
      filters: [containing(['name', 'issuer'], input.query.search)],
      query: (statement, params) => this.unitOfWork.run(tenantId, (tx) => tx.query(statement, params)),
    });
  }

  /** Across tenants: who trusts the issuer of a token, at this moment. */
  named(issuer: string, host: string, subject: string): Promise<IssuerOfToken[]> {
    return this.unitOfWork.definer<IssuerOfToken>(NAMED, [issuer, host, subject]);
  }

  async get(id: string): Promise<IssuerRow | undefined> {
    return (await this.#query(GET, id))[0];
  }

  /** Nobody else changes it until the transaction ends. */
  async toChange(id: string): Promise<IssuerRow | undefined> {
    return (await this.#query(TO_CHANGE, id))[0];
  }

  async add(row: IssuerRow): Promise<IssuerRow> {
    return (await this.#query(ADD, row.id, row.created_at, ...valuesOf(row)))[0]!;
  }

  async change(row: IssuerRow): Promise<IssuerRow> {
    return (await this.#query(CHANGE, row.id, ...valuesOf(row)))[0]!;
  }

  async remove(id: string): Promise<IssuerRow | undefined> {
    return (await this.#query(REMOVE, id))[0];
  }

  #query(statement: Statement, ...params: unknown[]): Promise<IssuerRow[]> {
    const { tx } = this.unitOfWork;
    return tx.query<IssuerRow>(statement, [tx.tenantId, ...params]);
  }
}

const valuesOf = (row: IssuerRow) =>
  FIELDS.map((field) =>
    JSON_FIELDS.includes(field) && row[field] !== null ? JSON.stringify(row[field]) : row[field],
  );
