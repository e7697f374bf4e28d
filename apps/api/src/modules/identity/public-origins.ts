import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';

const HOSTS = sql('identity.tenant-hosts', 'SELECT tenant_hosts($1) AS hosts');

/** Under which addresses our pages stand: the public one, and host names that are a tenant's own. */
@Injectable()
export class PublicOrigins {
  readonly #public: URL;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    @Inject(CONFIG) { publicUrl }: Pick<Config, 'publicUrl'>,
  ) {
    this.#public = new URL(publicUrl);
  }

  /** The host name that a tenant's pages are reached by here: the one that was asked, where it is one of theirs. */
  async hostOf(tenantId: number, asked: string): Promise<string> {
    if (asked === this.#public.hostname) return asked;
    const [row] = await this.unitOfWork.definer<{ hosts: string[] | null }>(HOSTS, [tenantId]);
    const own = (row?.hosts ?? []).map((host) => host.replace(/:\d+$/, ''));
    return own.includes(asked) ? asked : this.#public.hostname;
  }

  /** The origin of our pages under a host name: https, but for a public address that says otherwise. */
  originOf(host: string): string {
    return host === this.#public.hostname ? this.#public.origin : `https://${host}`;
  }
}
