import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { sql } from '../../../platform/database/sql.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { base32 } from './totp.js';

const HOW_MANY = 10;
/** 80 bits: not to be guessed, so that a plain hash is enough. */
const CODE_BYTES = 10;

const COUNT = sql(
  'recovery-codes.count',
  `SELECT count(*)::int AS left FROM recovery_codes WHERE tenant_id = $1 AND user_id = $2`,
);
const ADD = sql(
  'recovery-codes.add',
  `INSERT INTO recovery_codes (tenant_id, user_id, code_hash) SELECT $1::integer, $2::uuid, unnest($3::text[])`,
);
const USE = sql(
  'recovery-codes.use',
  `DELETE FROM recovery_codes WHERE tenant_id = $1 AND user_id = $2 AND code_hash = $3 RETURNING 1 AS used`,
);
const REMOVE = sql(
  'recovery-codes.remove',
  `DELETE FROM recovery_codes WHERE tenant_id = $1 AND user_id = $2`,
);

/** Codes for whoever has lost their second factor, each good once; every call takes part in the open transaction. */
@Injectable()
export class RecoveryCodes {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async count(userId: string): Promise<number> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<{ left: number }>(COUNT, [tx.tenantId, userId]);
    return row!.left;
  }

  /** Makes new codes in place of those there are. @returns the codes, which are not kept */
  async renew(userId: string): Promise<string[]> {
    const { tx } = this.unitOfWork;
    const codes = Array.from({ length: HOW_MANY }, () => grouped(base32(randomBytes(CODE_BYTES))));
    await this.remove(userId);
    await tx.query(ADD, [tx.tenantId, userId, codes.map(hashOf)]);
    return codes;
  }

  async use(userId: string, code: string): Promise<boolean> {
    const { tx } = this.unitOfWork;
    return (await tx.query(USE, [tx.tenantId, userId, hashOf(code)])).length > 0;
  }

  async remove(userId: string): Promise<void> {
    const { tx } = this.unitOfWork;
    await tx.query(REMOVE, [tx.tenantId, userId]);
  }
}

const grouped = (code: string) => code.toLowerCase().match(/.{4}/g)!.join('-');

/** However it was typed. */
const hashOf = (code: string) =>
  createHash('sha256')
    .update(code.toLowerCase().replace(/[^a-z2-7]/g, ''))
    .digest('base64url');
