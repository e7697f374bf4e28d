import { Injectable } from '@nestjs/common';
import type { Page } from '@noxdesk/contracts';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Cursors } from '../../platform/http/cursor.js';
import { type IdList, readPageById } from '../../platform/http/id-list.js';

export interface TenantRow {
  id: number;
  slug: string;
  name: string;
  hosts: string[];
  created_at: Date;
}

const ADD_SETTINGS = sql('tenants.add-settings', `INSERT INTO tenant_settings (tenant_id) VALUES ($1)`);
const ADD_COUNTERS = sql('tenants.add-counters', `INSERT INTO tenant_counters (tenant_id) VALUES ($1)`);
const COUNT = sql(
  'tenants.count',
  `SELECT count(*)::integer AS count FROM (SELECT 1 FROM tenants LIMIT 2) AS first_two`,
);

/** The list of tenants is the one thing that is nobody's own; the application may read it and add to it. */
@Injectable()
export class TenantsRepository {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly cursors: Cursors,
  ) {}

  list(path: string, input: IdList<never>['input']): Promise<Page<TenantRow>> {
    return readPageById<TenantRow>({
      cursors: this.cursors,
      path,
      input,
      label: 'tenants.list',
      select: 'SELECT id, slug, name, hosts, created_at FROM tenants WHERE true',
      params: [],
      id: 'id',
      query: (statement, params) => this.unitOfWork.definer(statement, params),
    });
  }

  /** Whether there are none, one, or more. */
  async count(): Promise<0 | 1 | 2> {
    const [row] = await this.unitOfWork.definer<{ count: 0 | 1 | 2 }>(COUNT);
    return row!.count;
  }

  /** The same, as the transaction that adds a tenant sees it. */
  async countInside(): Promise<0 | 1 | 2> {
    const [row] = await this.unitOfWork.tx.query<{ count: 0 | 1 | 2 }>(COUNT);
    return row!.count;
  }

  /** The rows that every tenant has exactly one of, in the transaction one is in. */
  async addSettings(): Promise<void> {
    const { tx } = this.unitOfWork;
    await tx.query(ADD_SETTINGS, [tx.tenantId]);
    await tx.query(ADD_COUNTERS, [tx.tenantId]);
  }
}
