import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../platform/clock/clock.js';
import { COUNTERS, type Counters } from '../../platform/counters/counters.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { networkOf } from '../../platform/egress/networks.js';
import { LOGGER } from '../../platform/observability/logger.js';
import { AuditLog } from '../audit/audit-log.js';

/** An API token that was presented, as its signature says: genuine, but not necessarily still good. */
export interface PresentedToken {
  tenantId: number;
  userId: string;
  tokenId: string;
}

/** Why a genuine token was not good for what it was used for. `ended`: the database has to be asked how. */
export type TokenRefusal = 'ended' | 'expired' | 'scope_missing';

/** Networks remembered of one token; one that comes from ever new ones is told of once more, and then no longer. */
const MOST_ADDRESSES = 50;
/** Pairs of token and network that this process knows to be noted. */
const MOST_KEPT = 20_000;
const DAY_SECONDS = 24 * 3_600;

const NOTE = sql(
  'token-uses.note',
  `WITH known AS (
     SELECT count(*)::integer AS count FROM api_token_addresses WHERE tenant_id = $1 AND token_id = $2),
   noted AS (
     INSERT INTO api_token_addresses (tenant_id, token_id, address, user_id, first_used_at)
     SELECT t.tenant_id, t.id, $3, t.user_id, $4 FROM api_tokens t, known
     WHERE t.tenant_id = $1 AND t.id = $2 AND known.count <= ${MOST_ADDRESSES}
     FOR KEY SHARE OF t
     ON CONFLICT DO NOTHING RETURNING 1)
   SELECT known.count AS known,
     -- The same use may have been noted as the last one already.
     coalesce(t.last_used_at >= $4::timestamptz - interval '5 seconds', true) AS first, u.email
   FROM noted, known, api_tokens t JOIN users u ON u.tenant_id = t.tenant_id AND u.id = t.user_id
   WHERE t.tenant_id = $1 AND t.id = $2`,
);
const STATE = sql(
  'token-uses.state',
  `SELECT u.email, u.active, EXISTS (SELECT 1 FROM api_tokens t WHERE t.tenant_id = $1 AND t.id = $3) AS there
   FROM users u WHERE u.tenant_id = $1 AND u.id = $2`,
);

interface Noted extends Record<string, unknown> {
  known: number;
  first: boolean;
  email: string;
}

interface State extends Record<string, unknown> {
  email: string;
  active: boolean;
  there: boolean;
}

/**
 * Writes into the audit log what is of note about the use of API tokens: the first one, those from networks that are
 * new, and those that were refused. Nobody waits for it, and nothing is written for every request.
 */
@Injectable()
export class TokenUses {
  readonly #noted = new Set<string>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    @Inject(COUNTERS) private readonly counters: Counters,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  used(token: PresentedToken, ip: string): void {
    const address = networkOf(ip);
    const key = `${token.tokenId} ${address}`;
    if (this.#noted.has(key)) return;
    if (this.#noted.size >= MOST_KEPT) this.#noted.clear();
    this.#noted.add(key);
    this.#inBackground(this.#note(token, address, this.clock.now()), () => this.#noted.delete(key));
  }

  /** Told once a day for each token and reason. */
  refused(
    token: PresentedToken,
    reason: TokenRefusal,
    ip: string,
    details: Record<string, unknown> = {},
  ): void {
    this.#inBackground(this.#noteRefusal(token, reason, { ...details, address: networkOf(ip) }));
  }

  async #note({ tenantId, userId, tokenId }: PresentedToken, address: string, at: Date): Promise<void> {
    await this.unitOfWork.run(tenantId, async (tx) => {
      const [noted] = await tx.query<Noted>(NOTE, [tenantId, tokenId, address, at]);
      if (!noted) return;
      await this.audit.record({
        actor: { id: userId, email: noted.email },
        action: `api-token.${kindOf(noted)}`,
        target: tokenId,
        details: { address },
      });
    });
  }

  async #noteRefusal(
    { tenantId, userId, tokenId }: PresentedToken,
    given: TokenRefusal,
    details: Record<string, unknown>,
  ): Promise<void> {
    const [count] = await this.counters.increment([`token-refused:${tokenId}:${given}`], DAY_SECONDS);
    if (count !== 1) return;
    await this.unitOfWork.run(tenantId, async (tx) => {
      const [state] = await tx.query<State>(STATE, [tenantId, userId, tokenId]);
      if (!state) return;
      const reason = given === 'ended' ? endOf(state) : given;
      await this.audit.record({
        actor: { id: userId, email: state.email },
        action: 'api-token.refused',
        target: tokenId,
        details: { reason, ...details },
      });
    });
  }

  #inBackground(work: Promise<void>, onFailure: () => void = () => undefined): void {
    work.catch((error: unknown) => {
      onFailure();
      this.logger.error({ err: error }, 'the use of an API token was not noted');
    });
  }
}

function kindOf({ known, first }: Noted): string {
  if (known === 0 && first) return 'first-use';
  return known < MOST_ADDRESSES ? 'new-address' : 'many-addresses';
}

function endOf({ there, active }: State): 'revoked' | 'account_closed' | 'expired' {
  if (!there) return 'revoked';
  return active ? 'expired' : 'account_closed';
}
