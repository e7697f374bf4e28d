import { Injectable } from '@nestjs/common';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Logo, Picture } from './logo-check.js';

export interface AppearanceRow {
  name: string;
  accent: string | null;
  logo_sha256: string | null;
  logo_width: number | null;
  logo_height: number | null;
}
export interface NewLogo extends Picture {
  bytes: Buffer;
  sha256: string;
}

const GET = sql(
  'appearance.get',
  `SELECT t.name, a.accent, a.logo_sha256, a.logo_width, a.logo_height
   FROM tenants t LEFT JOIN tenant_appearance a ON a.tenant_id = t.id WHERE t.id = $1`,
);
const RENAME = sql('appearance.rename', `SELECT rename_tenant($1)`);
const SET_ACCENT = sql(
  'appearance.set-accent',
  `INSERT INTO tenant_appearance (tenant_id, accent) VALUES ($1, $2)
   ON CONFLICT (tenant_id) DO UPDATE SET accent = excluded.accent`,
);
const SET_LOGO = sql(
  'appearance.set-logo',
  `INSERT INTO tenant_appearance (tenant_id, logo, logo_type, logo_sha256, logo_width, logo_height)
   VALUES ($1, $2, $3, $4, $5, $6)
   ON CONFLICT (tenant_id) DO UPDATE SET logo = excluded.logo, logo_type = excluded.logo_type,
     logo_sha256 = excluded.logo_sha256, logo_width = excluded.logo_width, logo_height = excluded.logo_height`,
);
const LOGO = sql(
  'appearance.logo',
  `SELECT logo AS bytes, logo_type AS type FROM tenant_appearance
   WHERE tenant_id = $1 AND logo IS NOT NULL AND ($2::text IS NULL OR logo_sha256 = $2)`,
);

/** How a tenant looks; every call takes part in the transaction that is open. */
@Injectable()
export class AppearanceRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async get(): Promise<AppearanceRow> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<AppearanceRow>(GET, [tx.tenantId]);
    return row!;
  }

  async rename(name: string): Promise<void> {
    await this.unitOfWork.tx.query(RENAME, [name]);
  }

  async setAccent(accent: string | null): Promise<void> {
    const { tx } = this.unitOfWork;
    await tx.query(SET_ACCENT, [tx.tenantId, accent]);
  }

  async setLogo(logo: NewLogo | null): Promise<void> {
    const { tx } = this.unitOfWork;
    const { bytes = null, type = null, sha256 = null, width = null, height = null } = logo ?? {};
    await tx.query(SET_LOGO, [tx.tenantId, bytes, type, sha256, width, height]);
  }

  /** @param sha256 null: whichever there is now */
  async logo(sha256: string | null): Promise<Logo | null> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<Logo>(LOGO, [tx.tenantId, sha256]);
    return row ?? null;
  }
}
