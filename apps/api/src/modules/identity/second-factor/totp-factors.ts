import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { sql } from '../../../platform/database/sql.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { SecretBox } from '../../../platform/security/secret-box.js';
import { matchingStep } from './totp.js';

/** As long as the hash: RFC 4226 §4. */
const SECRET_BYTES = 20;

const GET = sql(
  'totp.get',
  `SELECT secret, confirmed_at, last_step FROM totp_factors WHERE tenant_id = $1 AND user_id = $2 FOR UPDATE`,
);
const IS_ON = sql(
  'totp.is-on',
  `SELECT 1 AS found FROM totp_factors WHERE tenant_id = $1 AND user_id = $2 AND confirmed_at IS NOT NULL`,
);
// One that is in use stays: it has to be taken away first.
const BEGIN = sql(
  'totp.begin',
  `INSERT INTO totp_factors AS f (tenant_id, user_id, secret, created_at) VALUES ($1, $2, $3, $4)
   ON CONFLICT (tenant_id, user_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at,
     last_step = 0
   WHERE f.confirmed_at IS NULL
   RETURNING 1 AS begun`,
);
const TAKE = sql(
  'totp.take',
  `UPDATE totp_factors SET last_step = $3, confirmed_at = coalesce(confirmed_at, $4)
   WHERE tenant_id = $1 AND user_id = $2`,
);
const REMOVE = sql(
  'totp.remove',
  `DELETE FROM totp_factors WHERE tenant_id = $1 AND user_id = $2 RETURNING confirmed_at`,
);

interface Row {
  secret: string;
  confirmed_at: Date | null;
  last_step: string;
}

/** Where a sealed secret belongs: it opens nowhere else. */
export const totpSecretContext = (tenantId: number, userId: string) => `totp_factors:${tenantId}:${userId}`;

/** Authenticator apps; every call takes part in the transaction that is open. */
@Injectable()
export class TotpFactors {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly box: SecretBox,
    private readonly clock: Clock,
  ) {}

  async isOn(userId: string): Promise<boolean> {
    const { tx } = this.unitOfWork;
    return (await tx.query(IS_ON, [tx.tenantId, userId])).length > 0;
  }

  /** @returns a new secret, which is good once a code of it is taken; null where there is one in use */
  async begin(userId: string): Promise<Buffer | null> {
    const { tx } = this.unitOfWork;
    const secret = randomBytes(SECRET_BYTES);
    const sealed = this.box.seal(secret.toString('base64'), totpSecretContext(tx.tenantId, userId));
    const begun = await tx.query(BEGIN, [tx.tenantId, userId, sealed, this.clock.now()]);
    return begun.length > 0 ? secret : null;
  }

  /**
   * Takes a code, so that it is not good again.
   * @param what the factor in use, or the one that is being set up
   */
  async take(userId: string, code: string, what: 'in use' | 'new'): Promise<boolean> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<Row>(GET, [tx.tenantId, userId]);
    if (!row || (row.confirmed_at === null) !== (what === 'new')) return false;
    const secret = Buffer.from(this.box.open(row.secret, totpSecretContext(tx.tenantId, userId)), 'base64');
    const now = this.clock.now();
    const step = matchingStep(secret, code, now, Number(row.last_step));
    if (step === null) return false;
    await tx.query(TAKE, [tx.tenantId, userId, step, now]);
    return true;
  }

  /** @returns whether there was one in use */
  async remove(userId: string): Promise<boolean> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<Pick<Row, 'confirmed_at'>>(REMOVE, [tx.tenantId, userId]);
    return Boolean(row?.confirmed_at);
  }
}
