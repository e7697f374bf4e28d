import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Logger } from 'pino';
import { CONFIG, type Config } from '../../config/config.js';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { LOGGER } from '../../platform/observability/logger.js';
import { JobQueues } from '../../platform/queue/job-queues.js';
import { JobRegistry } from '../../platform/queue/job-registry.js';
import { autoCloseJob, slaCheckJob } from './ticket-jobs.js';
import { AutoCloseHandler, SlaCheckHandler } from './ticket-sweep.handlers.js';

const SLA_SWEEP_MS = 2_000;
const CLOSE_SWEEP_MS = 30_000;
const MOST = 1_000;
/** For so long a job that was handed over keeps the sweep from handing over another one for the same ticket. */
const WINDOW_MS = 4_000;

const SLA_DUE = sql('sweep.sla', 'SELECT tenant_id, ticket_id FROM tickets_with_sla_due($1, $2)');
const TO_CLOSE = sql('sweep.close', 'SELECT tenant_id, ticket_id FROM tickets_to_close($1, $2)');
const PURGE = sql('sweep.purge', 'SELECT purge_expired($1)');

interface DueRow {
  tenant_id: number;
  ticket_id: string;
}

/** Looks, by an index that holds only what waits, for tickets whose time has come, and fans out a job for each. */
@Injectable()
export class TicketSweeps implements OnApplicationBootstrap {
  #sweeping = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly unitOfWork: UnitOfWork,
    private readonly queues: JobQueues,
    private readonly clock: Clock,
    registry: JobRegistry,
    slaCheck: SlaCheckHandler,
    autoClose: AutoCloseHandler,
  ) {
    registry.register(slaCheck);
    registry.register(autoClose);
  }

  onApplicationBootstrap(): void {
    // What came due while nothing ran is looked for at once.
    void this.sweepSla();
    void this.sweepAutoClose();
  }

  @Interval(SLA_SWEEP_MS)
  async sweepSla(): Promise<void> {
    if (this.config.role === 'api' || this.#sweeping) return;
    this.#sweeping = true;
    try {
      await this.#fanOut(SLA_DUE, slaCheckJob);
    } finally {
      this.#sweeping = false;
    }
  }

  @Interval(CLOSE_SWEEP_MS)
  async sweepAutoClose(): Promise<void> {
    if (this.config.role === 'api') return;
    await this.#fanOut(TO_CLOSE, autoCloseJob);
    await this.unitOfWork
      .definer(PURGE, [this.clock.now()])
      .catch((error: unknown) => this.logger.warn({ err: error }, 'the purge failed and will be repeated'));
  }

  async #fanOut(due: typeof SLA_DUE, job: typeof slaCheckJob): Promise<void> {
    try {
      const rows = await this.unitOfWork.definer<DueRow>(due, [this.clock.now(), MOST]);
      // A ticket that is found again adds nothing while its job is young. An older one may hang on a worker that died,
      // which the queue notices only after a minute: by then the next window has brought a job of its own.
      const window = Math.floor(Date.now() / WINDOW_MS);
      await this.queues.add(
        job,
        rows.map((row) => ({
          id: `${job.name}-${row.tenant_id}-${row.ticket_id}-${window}`,
          data: { tenantId: row.tenant_id, payload: { ticketId: row.ticket_id } },
        })),
      );
    } catch (error) {
      this.logger.warn({ err: error, job: job.name }, 'a sweep failed and will be repeated');
    }
  }
}
