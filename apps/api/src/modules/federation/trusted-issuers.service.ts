import { Injectable } from '@nestjs/common';
import type { ChangeTrustedIssuer, CreateTrustedIssuer } from '@noxdesk/contracts';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { invalidField } from '../../platform/http/problem.js';
import { found, refusing } from '../../platform/http/refusals.js';
import { readPublicKeys } from './public-keys.js';
import { type IssuerRow, TrustedIssuersRepository } from './trusted-issuers.repository.js';

const CONSTRAINTS = {
  unique: { trusted_issuers_name: 'name', trusted_issuers_audience: 'audience' },
};
const PLANS = sql(
  'trusted-issuers.plans',
  'SELECT id FROM plans WHERE tenant_id = $1 AND id = ANY ($2::uuid[])',
);

@Injectable()
export class TrustedIssuersService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly issuers: TrustedIssuersRepository,
    private readonly clock: Clock,
  ) {}

  get(tenantId: number, id: string): Promise<IssuerRow> {
    return this.unitOfWork.run(tenantId, async () => found(await this.issuers.get(id)));
  }

  create(tenantId: number, given: CreateTrustedIssuer): Promise<IssuerRow> {
    const { public_key: publicKey, jwks_url, ...fields } = given;
    const place = placeOf({ jwks_url, public_key: publicKey });
    return refusing(CONSTRAINTS, () =>
      this.unitOfWork.run(tenantId, async () => {
        await this.#requirePlans(given.plans);
        return this.issuers.add({ ...fields, ...place, id: uuidv7(), created_at: this.clock.now() });
      }),
    );
  }

  change(tenantId: number, id: string, given: ChangeTrustedIssuer): Promise<IssuerRow> {
    const { public_key: publicKey, jwks_url, ...fields } = given;
    return refusing(CONSTRAINTS, () =>
      this.unitOfWork.run(tenantId, async () => {
        await this.#requirePlans(given.plans);
        const before = found(await this.issuers.toChange(id));
        const isMoved = publicKey !== undefined || jwks_url !== undefined;
        // Naming the one takes the place of the other.
        const place = isMoved ? placeOf({ jwks_url: jwks_url ?? null, public_key: publicKey ?? null }) : {};
        return this.issuers.change({ ...before, ...(fields as Partial<IssuerRow>), ...place });
      }),
    );
  }

  async remove(tenantId: number, id: string): Promise<void> {
    await this.unitOfWork.run(tenantId, async () => found(await this.issuers.remove(id)));
  }

  async #requirePlans(plans: Record<string, string> = {}): Promise<void> {
    const ids = [...new Set(Object.values(plans))];
    if (ids.length === 0) return;
    const { tx } = this.unitOfWork;
    const known = await tx.query(PLANS, [tx.tenantId, ids]);
    if (known.length < ids.length) throw invalidField('plans', 'unknown_id');
  }
}

/** Where the keys of an issuer are: at an address, or here. */
function placeOf(given: { jwks_url: string | null; public_key: string | null }) {
  const { jwks_url, public_key: text } = given;
  if ((jwks_url === null) === (text === null)) throw invalidField('jwks_url', 'keys_or_address');
  if (text === null) return { jwks_url, keys: null };
  const keys = readPublicKeys(text);
  if (!keys) throw invalidField('public_key', 'not_a_public_key');
  return { jwks_url: null, keys };
}
