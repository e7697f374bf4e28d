import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Logger } from 'pino';
import { CONFIG, type Config } from '../../config/config.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { LOGGER } from '../../platform/observability/logger.js';
import { JobQueues } from '../../platform/queue/job-queues.js';
import { JobRegistry } from '../../platform/queue/job-registry.js';
import { StorageSweepHandler, storageSweepJob } from './storage-sweep.handler.js';

const DAY_MS = 24 * 3_600_000;
/** A process that is restarted every day sweeps too; one that is restarted again and again does not. */
const FIRST_MS = 15 * 60_000;

const TENANTS = sql('storage.tenants', 'SELECT id FROM tenants ORDER BY id');

/** Once a day, a clean-up job for each tenant. */
@Injectable()
export class StorageSweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #first: NodeJS.Timeout | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly unitOfWork: UnitOfWork,
    private readonly queues: JobQueues,
    registry: JobRegistry,
    handler: StorageSweepHandler,
  ) {
    registry.register(handler);
  }

  onApplicationBootstrap(): void {
    this.#first = setTimeout(() => void this.fanOut(), FIRST_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearTimeout(this.#first);
  }

  @Interval(DAY_MS)
  async fanOut(): Promise<void> {
    if (this.config.role === 'api') return;
    try {
      // The list of tenants belongs to none of them, and stands outside of row-level security.
      const tenants = await this.unitOfWork.definer<{ id: number }>(TENANTS);
      await this.queues.add(
        storageSweepJob,
        tenants.map(({ id }) => ({
          id: `${storageSweepJob.name}-${id}`,
          data: { tenantId: id, payload: {} },
        })),
      );
    } catch (error) {
      this.logger.warn({ err: error }, 'the clean-up of the store could not be started and will be repeated');
    }
  }
}
