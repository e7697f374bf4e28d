import { setTimeout as sleep } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../observability/logger.js';
import { Clock } from '../clock/clock.js';
import { sql } from '../database/sql.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { JobQueues } from '../queue/job-queues.js';
import { JobRegistry } from '../queue/job-registry.js';

/** How often a process looks for jobs that became due or whose hand-over was lost. */
const POLL_MS = 1_000;
/** After this a job that is still in the outbox is handed over again; its id makes that harmless where it was not lost. */
const LEASE_SECONDS = 60;
const BATCH = 200;
/** Jobs that are added within this go over together: a look and a hand-over cost more than a job. */
const GATHER_MS = 10;

// Nobody waits for the disk: where a crash of the database takes a lease back, the job is handed over once more.
const CLAIM = sql(
  'outbox.claim',
  `SELECT c.tenant_id, c.id, c.job, c.handed_over, c.rank
   FROM set_config('synchronous_commit', 'off', true), claim_outbox_jobs($1, $2::interval, $3) c`,
);

interface Claimed {
  tenant_id: number;
  id: string;
  job: string;
  handed_over: number;
  rank: string;
}

/** Brings committed outbox rows to BullMQ: at once when nudged, and by looking every second. */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = true;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queues: JobQueues,
    private readonly registry: JobRegistry,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#stopped = false;
    this.#timer = setInterval(() => this.nudge(), POLL_MS);
    this.#timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Something may be due: looks now, or once more after the look that is under way. */
  nudge(): void {
    if (this.#stopped) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = this.unitOfWork
      .outside(() => this.#gather())
      .catch((error: unknown) =>
        this.logger.warn({ err: error }, 'outbox: the hand-over failed and will be repeated'),
      )
      .finally(() => {
        this.#running = undefined;
        if (this.#again) {
          this.#again = false;
          this.nudge();
        }
      });
  }

  async #gather(): Promise<void> {
    await sleep(GATHER_MS);
    if (!this.#stopped) await this.#drain();
  }

  async #drain(): Promise<void> {
    for (;;) {
      const claimed = await this.unitOfWork.definer<Claimed>(CLAIM, [
        this.clock.now(),
        `${LEASE_SECONDS} seconds`,
        BATCH,
      ]);
      await this.#handOver(claimed);
      if (claimed.length < BATCH || this.#stopped) return;
    }
  }

  async #handOver(claimed: readonly Claimed[]): Promise<void> {
    for (const name of new Set(claimed.map((row) => row.job))) {
      const rows = claimed.filter((row) => row.job === name);
      const job = this.registry.definition(name);
      if (!job) {
        this.logger.error(
          { job: name, count: rows.length },
          'outbox: nobody knows this job; it stays where it is',
        );
        continue;
      }
      await this.queues.add(
        job,
        rows.map((row) => ({
          id: row.id,
          rank: Number(row.rank),
          data: { tenantId: row.tenant_id, outboxId: row.id },
        })),
      );
    }
  }
}
