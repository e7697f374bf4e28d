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
import { privacyUpkeepJob } from './privacy.jobs.js';

const HOUR_MS = 3_600_000;
/** A process that is restarted every day does its upkeep too; one that is restarted again and again does not. */
const FIRST_MS = 10 * 60_000;

const TENANTS = sql('privacy.tenants', 'SELECT id FROM tenants ORDER BY id');

/** Once an hour, a job for each tenant. */
@Injectable()
export class PrivacyUpkeep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #first: NodeJS.Timeout | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly unitOfWork: UnitOfWork,
    private readonly queues: JobQueues,
  ) {}

  onApplicationBootstrap(): void {
    this.#first = setTimeout(() => void this.fanOut(), FIRST_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearTimeout(this.#first);
  }

  @Interval(HOUR_MS)
  async fanOut(): Promise<void> {
    if (this.config.role === 'api') return;
    try {
      const tenants = await this.unitOfWork.definer<{ id: number }>(TENANTS);
      await this.queues.add(
        privacyUpkeepJob,
        tenants.map(({ id }) => ({
          id: `${privacyUpkeepJob.name}-${id}`,
          data: { tenantId: id, payload: {} },
        })),
      );
    } catch (error) {
      this.logger.warn(
        { err: error },
        'the upkeep of personal data could not be started and will be repeated',
      );
    }
  }
}
