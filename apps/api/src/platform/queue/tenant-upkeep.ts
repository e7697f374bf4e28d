import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Logger } from 'pino';
import { CONFIG, type Config } from '../../config/config.js';
import { sql } from '../database/sql.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LOGGER } from '../observability/logger.js';
import type { JobDefinition } from './job.js';
import { JobQueues } from './job-queues.js';

export interface UpkeepSchedule {
  job: JobDefinition<Record<string, never>>;
  everyMs: number;
  /** After the start: a process that is restarted every day does its upkeep too, one that is again and again does not. */
  firstMs: number;
  /** What the log says where it could not be begun. */
  failure: string;
}

// The list of tenants belongs to none of them, and stands outside of row-level security.
const TENANTS = sql('upkeep.tenants', 'SELECT id FROM tenants ORDER BY id');

/** Now and again, a job for each tenant. */
@Injectable()
export abstract class TenantUpkeep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  protected abstract readonly schedule: UpkeepSchedule;
  #timers: NodeJS.Timeout[] = [];

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly unitOfWork: UnitOfWork,
    private readonly queues: JobQueues,
  ) {}

  onApplicationBootstrap(): void {
    const { firstMs, everyMs } = this.schedule;
    const fanOut = () => void this.fanOut();
    this.#timers = [setTimeout(fanOut, firstMs).unref(), setInterval(fanOut, everyMs).unref()];
  }

  beforeApplicationShutdown(): void {
    this.#timers.forEach((timer) => clearTimeout(timer));
  }

  async fanOut(): Promise<void> {
    if (this.config.role === 'api') return;
    const { job, failure } = this.schedule;
    try {
      const tenants = await this.unitOfWork.definer<{ id: number }>(TENANTS);
      await this.queues.add(
        job,
        tenants.map(({ id }) => ({ id: `${job.name}-${id}`, data: { tenantId: id, payload: {} } })),
      );
    } catch (error) {
      this.logger.warn({ err: error }, failure);
    }
  }
}
