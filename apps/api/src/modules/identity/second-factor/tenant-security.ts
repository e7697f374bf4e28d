import { Injectable } from '@nestjs/common';
import type { TenantSecurity as Rules, UserRole } from '@noxdesk/contracts';
import { sql } from '../../../platform/database/sql.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';

const GET = sql(
  'tenant-security.get',
  `SELECT second_factor_roles FROM tenant_security WHERE tenant_id = $1`,
);
const SET = sql(
  'tenant-security.set',
  `INSERT INTO tenant_security AS s (tenant_id, second_factor_roles) VALUES ($1, $2)
   ON CONFLICT (tenant_id) DO UPDATE SET second_factor_roles = excluded.second_factor_roles
   RETURNING second_factor_roles`,
);

/** What a tenant asks of its people's sign-ins; every call takes part in the transaction that is open. */
@Injectable()
export class TenantSecurity {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async get(): Promise<Rules> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<Rules>(GET, [tx.tenantId]);
    return row ?? { second_factor_roles: [] };
  }

  async set(roles: readonly UserRole[]): Promise<Rules> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<Rules>(SET, [tx.tenantId, roles]);
    return row!;
  }
}
