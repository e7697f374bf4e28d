import { Injectable } from '@nestjs/common';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { RefreshClaims } from './token-claims.js';
import { REFRESH_SECONDS, Tokens } from './tokens.js';

const ADD = sql(
  'refresh.add',
  `INSERT INTO refresh_tokens (tenant_id, id, family_id, user_id, created_at, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6)`,
);
const USE = sql(
  'refresh.use',
  `UPDATE refresh_tokens r SET used_at = $4
   FROM users u
   WHERE r.tenant_id = $1 AND r.id = $2 AND r.family_id = $3
     AND r.used_at IS NULL AND r.revoked_at IS NULL AND r.expires_at > $4
     AND u.tenant_id = r.tenant_id AND u.id = r.user_id AND u.active
   RETURNING r.user_id`,
);
const REVOKE_FAMILY = sql(
  'refresh.revoke-family',
  `UPDATE refresh_tokens SET revoked_at = $3 WHERE tenant_id = $1 AND family_id = $2 AND revoked_at IS NULL`,
);
const REVOKE_USER = sql(
  'refresh.revoke-user',
  `UPDATE refresh_tokens SET revoked_at = $3 WHERE tenant_id = $1 AND user_id = $2 AND revoked_at IS NULL`,
);

/** Refresh tokens are used once. One that comes a second time was stolen or copied: its whole family ends. */
@Injectable()
export class RefreshTokens {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tokens: Tokens,
    private readonly clock: Clock,
  ) {}

  /** Begins a family: a sign-in. */
  async begin(user: { tenantId: number; userId: string }): Promise<string> {
    return this.unitOfWork.run(user.tenantId, () => this.#issue(user, uuidv4()));
  }

  /** @returns the next token of the family, or null when the family has ended or ends with this */
  async rotate(claims: RefreshClaims): Promise<{ userId: string; refresh: string } | null> {
    return this.unitOfWork.run(claims.tenant, async (tx) => {
      const now = this.clock.now();
      const [used] = await tx.query<{ user_id: string }>(USE, [
        claims.tenant,
        claims.jti,
        claims.family,
        now,
      ]);
      if (!used) {
        await tx.query(REVOKE_FAMILY, [claims.tenant, claims.family, now]);
        return null;
      }
      const user = { tenantId: claims.tenant, userId: used.user_id };
      return { userId: used.user_id, refresh: await this.#issue(user, claims.family) };
    });
  }

  async end(claims: RefreshClaims): Promise<void> {
    await this.unitOfWork.run(claims.tenant, (tx) =>
      tx.query(REVOKE_FAMILY, [claims.tenant, claims.family, this.clock.now()]),
    );
  }

  /** Ends every session of a user, in the transaction one is in: their password or access has changed. */
  async endAllOf(userId: string): Promise<void> {
    const { tx } = this.unitOfWork;
    await tx.query(REVOKE_USER, [tx.tenantId, userId, this.clock.now()]);
  }

  async #issue(user: { tenantId: number; userId: string }, family: string): Promise<string> {
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + REFRESH_SECONDS * 1_000);
    const id = uuidv7();
    await this.unitOfWork.tx.query(ADD, [user.tenantId, id, family, user.userId, now, expiresAt]);
    return this.tokens.refresh({ ...user, id, family, expiresAt });
  }
}
