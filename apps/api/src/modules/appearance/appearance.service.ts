import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  API_BASE,
  type Appearance,
  type Brand,
  type ChangeAppearance,
  LOGO_MAX_BYTES,
} from '@noxdesk/contracts';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { ProblemError } from '../../platform/http/problem.js';
import { accentTheme } from './accent-theme.js';
import { type AppearanceRow, AppearanceRepository, type NewLogo } from './appearance.repository.js';
import { type Logo, readPicture } from './logo-check.js';

const OF_HOST = sql('appearance.of-host', 'SELECT tenant_of_host($1) AS id');
const MAX_PIXELS = 2_000;
export interface Look {
  name: string;
  /** `#rrggbb` */
  accent: string | null;
  /** In pixels. */
  logo: { width: number; height: number } | null;
}

const NOBODY: Brand = { name: null, logo: null, theme: null };

/** Name, logo and accent colour of tenants. */
@Injectable()
export class AppearanceService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: AppearanceRepository,
  ) {}

  async get(tenantId: number): Promise<Appearance> {
    return this.unitOfWork.run(tenantId, async () => present(tenantId, await this.repository.get()));
  }

  /** What mails need to know, in the transaction one is in. */
  async look(): Promise<Look> {
    const { name, accent, logo_width: width, logo_height: height } = await this.repository.get();
    return { name, accent, logo: width === null || height === null ? null : { width, height } };
  }

  /** The logo there is now. */
  async currentLogo(tenantId: number): Promise<Logo | null> {
    return this.unitOfWork.run(tenantId, () => this.repository.logo(null));
  }

  /** What anybody may see at a host name. */
  async ofHost(host: string): Promise<Brand> {
    const [found] = await this.unitOfWork.definer<{ id: number | null }>(OF_HOST, [host]);
    if (!found?.id) return NOBODY;
    const { name, logo, theme } = await this.get(found.id);
    return { name, logo, theme };
  }

  /** @param id as its address has it: the tenant and the hash of the bytes */
  async logo(id: string): Promise<Logo> {
    const [tenant = '', sha256 = ''] = id.split('-');
    const tenantId = parseInt(tenant, 36);
    const isTenant = tenantId > 0 && tenantId <= 2_147_483_647;
    const logo = isTenant ? await this.unitOfWork.run(tenantId, () => this.repository.logo(sha256)) : null;
    if (!logo) throw new ProblemError('not_found');
    return logo;
  }

  /** @throws ProblemError for a logo that is too large or no picture */
  async change(tenantId: number, { name, accent, logo }: ChangeAppearance): Promise<Appearance> {
    const picture = logo ? checkedLogo(logo.data) : logo;
    return this.unitOfWork.run(tenantId, async () => {
      if (name !== undefined) await this.repository.rename(name);
      if (accent !== undefined) await this.repository.setAccent(accent);
      if (picture !== undefined) await this.repository.setLogo(picture);
      return present(tenantId, await this.repository.get());
    });
  }
}

function checkedLogo(data: string): NewLogo {
  const bytes = Buffer.from(data, 'base64');
  const refuse = (problem: 'too_large' | 'file_type_not_allowed', code: string, params: object) =>
    new ProblemError(problem, { errors: [{ field: 'logo', code, params: { filename: 'logo', ...params } }] });
  if (bytes.length > LOGO_MAX_BYTES) throw refuse('too_large', 'file_too_large', { max: LOGO_MAX_BYTES });
  const picture = readPicture(bytes);
  if (!picture) throw refuse('file_type_not_allowed', 'file_type', { allowed: 'PNG, JPEG' });
  if (picture.width > MAX_PIXELS || picture.height > MAX_PIXELS) {
    throw refuse('too_large', 'too_many_pixels', { max: MAX_PIXELS });
  }
  return { ...picture, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function present(tenantId: number, { name, accent, logo_sha256: sha256 }: AppearanceRow): Appearance {
  return {
    name,
    accent,
    logo: sha256 === null ? null : `${API_BASE}brand/logo/${tenantId.toString(36)}-${sha256}/`,
    theme: accent === null ? null : accentTheme(accent),
  };
}
