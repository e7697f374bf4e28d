import { Injectable } from '@nestjs/common';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { AuditLog } from '../audit/audit-log.js';
import type { Origin } from './origin.js';
import type { RefreshClaims } from './token-claims.js';
import { REFRESH_SECONDS, Tokens } from './tokens.js';

export type SignInMethod = 'password' | 'passkey' | 'provider' | 'link';

export interface SessionRow {
  id: string;
  method: SignInMethod;
  strong: boolean;
  address: string;
  user_agent: string;
  created_at: Date;
  last_used_at: Date;
  expires_at: Date;
}

export interface SessionOwner {
  id: string;
  email: string;
}

export interface NewSession {
  method: SignInMethod;
  /** A second factor was given, or somebody who is trusted has asked for one. */
  strong: boolean;
  origin: Pick<Origin, 'address' | 'userAgent'>;
}

const ADD = sql(
  'sessions.add',
  `INSERT INTO sessions (tenant_id, id, user_id, method, strong, address, user_agent, created_at, confirmed_at,
     last_used_at, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $8, $9)`,
);
const DROP_EXPIRED = sql(
  'sessions.drop-expired',
  `DELETE FROM sessions WHERE tenant_id = $1 AND user_id = $2 AND expires_at <= $3`,
);
const ADD_TOKEN = sql(
  'sessions.add-token',
  `INSERT INTO refresh_tokens (tenant_id, id, family_id, user_id, created_at, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6)`,
);
const USE_TOKEN = sql(
  'sessions.use-token',
  `UPDATE refresh_tokens r SET used_at = $4
   FROM users u
   WHERE r.tenant_id = $1 AND r.id = $2 AND r.family_id = $3 AND r.used_at IS NULL AND r.expires_at > $4
     AND u.tenant_id = r.tenant_id AND u.id = r.user_id AND u.active
   RETURNING r.user_id`,
);
const REUSED = sql(
  'sessions.reused',
  `SELECT u.id, u.email, r.family_id AS session FROM refresh_tokens r
   JOIN users u ON u.tenant_id = r.tenant_id AND u.id = r.user_id
   WHERE r.tenant_id = $1 AND r.id = $2 AND r.used_at IS NOT NULL`,
);
const RENEW = sql(
  'sessions.renew',
  `UPDATE sessions SET last_used_at = $3, expires_at = $4, address = $5, user_agent = $6
   WHERE tenant_id = $1 AND id = $2 RETURNING id`,
);
const END = sql('sessions.end', `DELETE FROM sessions WHERE tenant_id = $1 AND id = $2`);
const SIGN_OUT = sql(
  'sessions.sign-out',
  `DELETE FROM sessions s USING users u
   WHERE s.tenant_id = $1 AND s.id = $2 AND u.tenant_id = s.tenant_id AND u.id = s.user_id RETURNING u.id, u.email`,
);
const END_OWN = sql(
  'sessions.end-own',
  `DELETE FROM sessions WHERE tenant_id = $1 AND id = $2 AND user_id = $3 RETURNING id`,
);
const END_ALL = sql(
  'sessions.end-all',
  `DELETE FROM sessions WHERE tenant_id = $1 AND user_id = $2 AND id IS DISTINCT FROM $3::uuid RETURNING id`,
);
const LIST = sql(
  'sessions.list',
  `SELECT id, method, strong, address, user_agent, created_at, last_used_at, expires_at FROM sessions
   WHERE tenant_id = $1 AND user_id = $2 AND expires_at > $3 ORDER BY last_used_at DESC, id`,
);
const CONFIRM = sql(
  'sessions.confirm',
  `UPDATE sessions SET confirmed_at = $3 WHERE tenant_id = $1 AND id = $2`,
);
const STRENGTHEN = sql(
  'sessions.strengthen',
  `UPDATE sessions SET strong = true WHERE tenant_id = $1 AND id = $2`,
);

/** What a statement answers of an owner. */
interface Found extends SessionOwner {
  session: string;
  [column: string]: unknown;
}

/**
 * Sessions and the refresh tokens that carry them on. A session whose row is gone is over at once, in every process:
 * each access token names its session, and each use of one looks it up. Refresh tokens are used once; one that comes
 * a second time was stolen or copied, and its session ends.
 */
@Injectable()
export class Sessions {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tokens: Tokens,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Begins a session in the transaction one is in. @returns its id and first refresh token */
  async begin(
    userId: string,
    { method, strong, origin }: NewSession,
  ): Promise<{ id: string; refresh: string }> {
    const { tx } = this.unitOfWork;
    const now = this.clock.now();
    const id = uuidv4();
    const expiresAt = endOf(now);
    tx.send(DROP_EXPIRED, [tx.tenantId, userId, now]);
    const { address, userAgent } = origin;
    tx.send(ADD, [tx.tenantId, id, userId, method, strong, address, userAgent, now, expiresAt]);
    return { id, refresh: await this.#issue(userId, id, now) };
  }

  /** @returns the next token of the session, or null when the session has ended or ends with this */
  async rotate(
    claims: RefreshClaims,
    { address, userAgent }: NewSession['origin'],
  ): Promise<{ userId: string; refresh: string } | null> {
    const { tenant, family, jti } = claims;
    return this.unitOfWork.run(tenant, async (tx) => {
      const now = this.clock.now();
      // The session before its tokens, as it is when one ends: else the two would wait for each other.
      const there = await tx.query(RENEW, [tenant, family, now, endOf(now), address, userAgent]);
      if (there.length === 0) return null;
      const [used] = await tx.query<{ user_id: string }>(USE_TOKEN, [tenant, jti, family, now]);
      if (!used) {
        await this.#noteReuse(jti, address);
        await tx.query(END, [tenant, family]);
        return null;
      }
      return { userId: used.user_id, refresh: await this.#issue(used.user_id, family, now) };
    });
  }

  /** A token that comes a second time was stolen or copied: somebody should know. */
  async #noteReuse(tokenId: string, address: string): Promise<void> {
    const { tx } = this.unitOfWork;
    const [owner] = await tx.query<Found>(REUSED, [tx.tenantId, tokenId]);
    if (!owner) return;
    const { session, id, email } = owner;
    await this.#note({ id, email }, 'session.token-reused', session, { address });
  }

  /** Its owner signs out. One that is over already is nothing of note. */
  async signOut({ tenant, family }: RefreshClaims, address: string): Promise<void> {
    await this.unitOfWork.run(tenant, async (tx) => {
      const [owner] = await tx.query<Found>(SIGN_OUT, [tenant, family]);
      if (owner) await this.#note({ id: owner.id, email: owner.email }, 'sign-out', family, { address });
    });
  }

  /** Its owner ends it, in the transaction one is in. @returns false where they have no such session */
  async endOwn(owner: SessionOwner, id: string): Promise<boolean> {
    const { tx } = this.unitOfWork;
    const ended = await tx.query(END_OWN, [tx.tenantId, id, owner.id]);
    if (ended.length > 0) await this.#note(owner, 'session.ended', id);
    return ended.length > 0;
  }

  /** Its owner ends all but the one they are in, in the transaction one is in. */
  async endOthersOf(owner: SessionOwner, butNot: string | null): Promise<void> {
    const { tx } = this.unitOfWork;
    const { length: count } = await tx.query(END_ALL, [tx.tenantId, owner.id, butNot]);
    if (count > 0) await this.#note(owner, 'session.ended-others', butNot, { count });
  }

  /** Ends the sessions of a user, in the transaction one is in: what they prove themselves by has changed. */
  async endAllOf(userId: string, butNot: string | null = null): Promise<void> {
    const { tx } = this.unitOfWork;
    await tx.query(END_ALL, [tx.tenantId, userId, butNot]);
  }

  async list(userId: string): Promise<SessionRow[]> {
    const { tx } = this.unitOfWork;
    return tx.query<SessionRow>(LIST, [tx.tenantId, userId, this.clock.now()]);
  }

  /** Its user has proved once more who they are. */
  async confirm(id: string): Promise<void> {
    const { tx } = this.unitOfWork;
    await tx.query(CONFIRM, [tx.tenantId, id, this.clock.now()]);
  }

  /** Its user has set up a second factor, and thereby shown that they have it. */
  async strengthen(id: string): Promise<void> {
    const { tx } = this.unitOfWork;
    await tx.query(STRENGTHEN, [tx.tenantId, id]);
  }

  async #note(
    actor: SessionOwner,
    action: string,
    target: string | null,
    details: Record<string, unknown> = {},
  ): Promise<void> {
    await this.audit.record({ actor, action, target, details });
  }

  async #issue(userId: string, family: string, now: Date): Promise<string> {
    const { tx } = this.unitOfWork;
    const expiresAt = endOf(now);
    const id = uuidv7();
    await tx.query(ADD_TOKEN, [tx.tenantId, id, family, userId, now, expiresAt]);
    return this.tokens.refresh({ tenantId: tx.tenantId, userId, id, family, expiresAt });
  }
}

const endOf = (now: Date) => new Date(now.getTime() + REFRESH_SECONDS * 1_000);
