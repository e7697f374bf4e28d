import { Injectable } from '@nestjs/common';
import { sql, type Statement } from '../../../platform/database/sql.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';

export interface PasskeyRow {
  id: string;
  name: string;
  credential_id: string;
  /** COSE, base64url. */
  public_key: string;
  counter: string;
  transports: string[];
  rp_id: string;
  created_at: Date;
  last_used_at: Date | null;
}
export type NewPasskey = Omit<PasskeyRow, 'counter' | 'last_used_at'> & { counter: number };

const COLUMNS = `id, name, credential_id, public_key, counter, transports, rp_id, created_at, last_used_at`;
const LIST = sql(
  'passkeys.list',
  `SELECT ${COLUMNS} FROM passkeys WHERE tenant_id = $1 AND user_id = $2 ORDER BY id`,
);
const BY_CREDENTIAL = sql(
  'passkeys.by-credential',
  `SELECT ${COLUMNS} FROM passkeys WHERE tenant_id = $1 AND user_id = $2 AND credential_id = $3 FOR UPDATE`,
);
const ADD = sql(
  'passkeys.add',
  `INSERT INTO passkeys (tenant_id, user_id, id, name, credential_id, public_key, counter, transports, rp_id, created_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING ${COLUMNS}`,
);
const USED = sql(
  'passkeys.used',
  `UPDATE passkeys SET counter = $4, last_used_at = $5 WHERE tenant_id = $1 AND user_id = $2 AND id = $3`,
);
const RENAME = sql(
  'passkeys.rename',
  `UPDATE passkeys SET name = $4 WHERE tenant_id = $1 AND user_id = $2 AND id = $3 RETURNING ${COLUMNS}`,
);
const REMOVE = sql(
  'passkeys.remove',
  `DELETE FROM passkeys WHERE tenant_id = $1 AND user_id = $2 AND id = $3 RETURNING ${COLUMNS}`,
);
const REMOVE_ALL = sql('passkeys.remove-all', `DELETE FROM passkeys WHERE tenant_id = $1 AND user_id = $2`);

/** Passkeys of users; every call takes part in the transaction that is open. */
@Injectable()
export class PasskeysRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  list(userId: string): Promise<PasskeyRow[]> {
    return this.#query(LIST, userId);
  }

  /** Held until the end of the transaction, so that one signature is counted before the next. */
  async byCredential(userId: string, credentialId: string): Promise<PasskeyRow | undefined> {
    return (await this.#query(BY_CREDENTIAL, userId, credentialId))[0];
  }

  async add(userId: string, passkey: NewPasskey): Promise<PasskeyRow> {
    const { id, name, credential_id, public_key, counter, transports, rp_id, created_at } = passkey;
    const values = [id, name, credential_id, public_key, counter, transports, rp_id, created_at];
    return (await this.#query(ADD, userId, ...values))[0]!;
  }

  async used(userId: string, id: string, counter: number, at: Date): Promise<void> {
    await this.#query(USED, userId, id, counter, at);
  }

  async rename(userId: string, id: string, name: string): Promise<PasskeyRow | undefined> {
    return (await this.#query(RENAME, userId, id, name))[0];
  }

  async remove(userId: string, id: string): Promise<PasskeyRow | undefined> {
    return (await this.#query(REMOVE, userId, id))[0];
  }

  async removeAll(userId: string): Promise<void> {
    await this.#query(REMOVE_ALL, userId);
  }

  #query(statement: Statement, ...params: unknown[]): Promise<PasskeyRow[]> {
    const { tx } = this.unitOfWork;
    return tx.query<PasskeyRow>(statement, [tx.tenantId, ...params]);
  }
}
