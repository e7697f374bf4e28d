import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { BodyOf, endpoints } from '@noxdesk/contracts';
import { CONFIG, type Config } from '../../config/config.js';
import { networkOf } from '../../platform/egress/networks.js';
import { Clock } from '../../platform/clock/clock.js';
import { COUNTERS, type Counters } from '../../platform/counters/counters.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { invalidField, ProblemError } from '../../platform/http/problem.js';
import { Keys } from '../../platform/security/keys.js';
import { AuditLog } from '../audit/audit-log.js';
import { DepartmentsService } from '../departments/departments.service.js';
import { slugOf } from '../departments/slug.js';
import { refuseCommonPassword } from '../identity/common-passwords.js';
import { TenantsRepository } from './tenants.repository.js';
import { TenantsService } from './tenants.service.js';

const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const WINDOW_SECONDS = 15 * 60;
/** Wrong codes in one window, from one address and from all: fifty bits are not guessed at this pace. */
const MOST_FAILURES = [20, 2_000];

type Setup = BodyOf<typeof endpoints.setup.begin>;

export interface FirstTenant {
  tenant: { slug: string; name: string };
  department: { id: number; name: string };
}

/**
 * The first tenant of an installation, made by whoever can read its console. The code follows from the root secret: it
 * is the same in every process and after every restart, and worth nothing once there is a tenant.
 */
@Injectable()
export class SetupService {
  /** Ten characters that are not mistaken for each other. */
  readonly code: string;

  constructor(
    keys: Keys,
    private readonly unitOfWork: UnitOfWork,
    private readonly tenants: TenantsRepository,
    private readonly tenantsService: TenantsService,
    private readonly departments: DepartmentsService,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    @Inject(COUNTERS) private readonly counters: Counters,
    @Inject(CONFIG) private readonly config: Pick<Config, 'demo'>,
  ) {
    const letters = [...keys.key('setup-code').subarray(0, 10)].map((byte) => ALPHABET[byte % 32]!);
    this.code = `${letters.slice(0, 5).join('')}-${letters.slice(5).join('')}`;
  }

  /** A demo fills an empty database by itself. */
  async isNeeded(): Promise<boolean> {
    return this.config.demo === '0' && (await this.tenants.count()) === 0;
  }

  /** @throws ProblemError `conflict` where there is a tenant, 422 for a wrong code, 429 after too many of them */
  async begin(given: Setup, address: string): Promise<FirstTenant> {
    if (!(await this.isNeeded())) throw new ProblemError('conflict');
    await this.#checkCode(given.code, address);
    const { name, slug = slugOf(name) || 'principal' } = given.tenant;
    const { admin, locale } = given;
    refuseCommonPassword('admin.password', admin.password, [admin.email, admin.name, name]);
    let department = { id: 0, name: '' };
    const tenant = await this.tenantsService.create(
      { slug, name, hosts: [], admin: { ...admin, locale } },
      async () => {
        // Adding a tenant holds a lock until the commit: of two who set up at once, one comes second.
        if ((await this.tenants.countInside()) > 1) throw new ProblemError('conflict');
        department = await this.departments.create(this.unitOfWork.tx.tenantId, given.department);
        await this.audit.record({ actor: { id: null, email: admin.email }, action: 'setup', target: slug });
      },
    );
    return {
      tenant: { slug: tenant.slug, name: tenant.name },
      department: { id: department.id, name: department.name },
    };
  }

  async #checkCode(given: string, address: string): Promise<void> {
    const window = Math.floor(this.clock.now().getTime() / 1_000 / WINDOW_SECONDS);
    const keys = [`setup:${networkOf(address)}:${window}`, `setup:all:${window}`];
    const failures = await this.counters.read(keys);
    if (failures.some((count, index) => count >= MOST_FAILURES[index]!)) {
      throw new ProblemError('rate_limited', { headers: { 'retry-after': String(WINDOW_SECONDS) } });
    }
    if (sameCode(given, this.code)) return;
    await this.counters.increment(keys, WINDOW_SECONDS * 2);
    throw invalidField('code', 'setup_code');
  }
}

/** As people type it: in small letters, with or without its line. */
function sameCode(given: string, expected: string): boolean {
  const bytes = (text: string) =>
    Buffer.from(
      text
        .toUpperCase()
        .replace(/[^A-Z0-9]/g, '')
        .slice(0, 50),
    );
  const [a, b] = [bytes(given), bytes(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
