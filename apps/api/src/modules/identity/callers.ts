import { Injectable } from '@nestjs/common';
import {
  apiScope,
  type ApiScope,
  type Locale,
  type NotificationChoices,
  type UserRole,
} from '@noxdesk/contracts';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { ProblemError } from '../../platform/http/problem.js';
import type { BearerClaims } from './token-claims.js';
import { TokenUses } from './token-uses.js';

/** How stale `last_used_at` may be: a busy token or session does not cost a write a request. */
const LAST_USED_STEP_MS = 60_000;

const BEARER = sql('identity.bearer', 'SELECT * FROM bearer($1, $2, $3, $4)');
const TOUCH = {
  token: sql(
    'identity.touch-token',
    `UPDATE api_tokens SET last_used_at = $3 WHERE tenant_id = $1 AND id = $2`,
  ),
  session: sql(
    'identity.touch-session',
    `UPDATE sessions SET last_used_at = $3 WHERE tenant_id = $1 AND id = $2`,
  ),
};

interface BearerRow {
  tenant_slug: string;
  tenant_name: string;
  id: string;
  email: string;
  name: string;
  role: UserRole;
  can_access_ticketing: boolean;
  organization_id: string | null;
  shared_tickets: boolean;
  locale: Locale;
  notifications: Partial<NotificationChoices>;
  departments: number[];
  scopes: string[] | null;
  expires_at: Date | null;
  last_used_at: Date | null;
  confirmed_at: Date | null;
  must_enrol: boolean;
}

/** What a bearer came with: an API token, a session, or the word of an issuer that the tenant trusts (neither). */
interface Presented {
  token?: string;
  session?: string;
}

/** Looks the bearer of a token up, as they are at this moment: a revoked token or a closed account ends at once. */
@Injectable()
export class Callers {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly uses: TokenUses,
    private readonly clock: Clock,
  ) {}

  /** @param address where the request came from @throws ProblemError `unauthenticated` */
  async find(claims: BearerClaims, address: string): Promise<Caller> {
    const { tenant: tenantId, sub: userId } = claims;
    if (claims.kind !== 'api') return this.#look(tenantId, userId, { session: claims.sid });
    const token = { tenantId, userId, tokenId: claims.jti };
    try {
      const caller = await this.#look(tenantId, userId, { token: token.tokenId });
      this.uses.used(token, address);
      return caller;
    } catch (error) {
      if (error instanceof ProblemError) this.uses.refused(token, 'ended', address);
      throw error;
    }
  }

  /** Somebody for whom an issuer has vouched that the tenant trusts. @throws ProblemError `unauthenticated` */
  vouchedFor(tenantId: number, userId: string): Promise<Caller> {
    return this.#look(tenantId, userId, {});
  }

  async #look(tenantId: number, userId: string, { token, session }: Presented): Promise<Caller> {
    const [row] = await this.unitOfWork.definer<BearerRow>(BEARER, [
      tenantId,
      userId,
      token ?? null,
      session ?? null,
    ]);
    if (!row) throw new ProblemError('unauthenticated');
    if (token !== undefined) this.#checkUse(tenantId, 'token', token, row);
    if (session !== undefined) this.#checkUse(tenantId, 'session', session, row);
    return {
      tenantId,
      tenant: { slug: row.tenant_slug, name: row.tenant_name },
      userId: row.id,
      email: row.email,
      name: row.name,
      role: row.role,
      canAccessTicketing: row.can_access_ticketing,
      departmentIds: row.departments,
      organizationId: row.organization_id,
      sharesTickets: row.shared_tickets,
      locale: row.locale,
      notifications: row.notifications,
      scopes:
        token === undefined
          ? null
          : ((row.scopes ?? []).filter((s) => apiScope.safeParse(s).success) as ApiScope[]),
      session: session === undefined ? null : { id: session, confirmedAt: row.confirmed_at! },
      tokenId: token ?? null,
      mustEnrol: row.must_enrol,
      channel: token === undefined ? 'web' : 'api',
    };
  }

  #checkUse(tenantId: number, what: 'token' | 'session', id: string, row: BearerRow): void {
    const now = this.clock.now();
    if (row.expires_at && row.expires_at <= now) throw new ProblemError('unauthenticated');
    const stale = now.getTime() - (row.last_used_at?.getTime() ?? 0) > LAST_USED_STEP_MS;
    // Nobody waits for this, and a lost one is made good by the next use.
    if (stale) {
      void this.unitOfWork
        .run(tenantId, (tx) => tx.query(TOUCH[what], [tenantId, id, now]))
        .catch(() => undefined);
    }
  }
}
