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

/** How stale `last_used_at` may be: a busy token does not cost a write a request. */
const LAST_USED_STEP_MS = 60_000;

const BEARER = sql('identity.bearer', 'SELECT * FROM bearer($1, $2, $3)');
const TOUCH = sql(
  'identity.touch',
  `UPDATE api_tokens SET last_used_at = $3 WHERE tenant_id = $1 AND id = $2`,
);

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
  token_expires_at: Date | null;
  token_last_used_at: Date | null;
}

/** Looks the bearer of a token up, as they are at this moment: a revoked token or a closed account ends at once. */
@Injectable()
export class Callers {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `unauthenticated` */
  async find(claims: BearerClaims): Promise<Caller> {
    const tokenId = claims.kind === 'api' ? claims.jti : null;
    const [row] = await this.unitOfWork.definer<BearerRow>(BEARER, [claims.tenant, claims.sub, tokenId]);
    if (!row) throw new ProblemError('unauthenticated');
    if (tokenId !== null) this.#checkToken(claims.tenant, tokenId, row);
    return {
      tenantId: claims.tenant,
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
        tokenId === null
          ? null
          : ((row.scopes ?? []).filter((s) => apiScope.safeParse(s).success) as ApiScope[]),
      channel: tokenId === null ? 'web' : 'api',
    };
  }

  #checkToken(tenantId: number, tokenId: string, row: BearerRow): void {
    const now = this.clock.now();
    if (row.token_expires_at && row.token_expires_at <= now) throw new ProblemError('unauthenticated');
    const stale = now.getTime() - (row.token_last_used_at?.getTime() ?? 0) > LAST_USED_STEP_MS;
    // Nobody waits for this, and a lost one is made good by the next use.
    if (stale) {
      void this.unitOfWork
        .run(tenantId, (tx) => tx.query(TOUCH, [tenantId, tokenId, now]))
        .catch(() => undefined);
    }
  }
}
