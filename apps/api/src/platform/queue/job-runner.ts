import { Inject, Injectable } from '@nestjs/common';
import { type Job, UnrecoverableError } from 'bullmq';
import type { Logger } from 'pino';
import { LOGGER } from '../observability/logger.js';
import { Clock } from '../clock/clock.js';
import { sql } from '../database/sql.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { JobData } from './job-queues.js';
import { JobRegistry } from './job-registry.js';

const LOAD = sql(
  'outbox.load',
  `SELECT payload FROM outbox_jobs WHERE tenant_id = $1 AND id = $2 AND failed_at IS NULL`,
);
const DONE = sql('outbox.done', `DELETE FROM outbox_jobs WHERE tenant_id = $1 AND id = $2`);
const FAILED = sql(
  'outbox.failed',
  `UPDATE outbox_jobs SET failed_at = $3, error = $4 WHERE tenant_id = $1 AND id = $2`,
);

/** Runs one BullMQ job through its handler; the outbox row goes when the work is committed. */
@Injectable()
export class JobRunner {
  constructor(
    private readonly registry: JobRegistry,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(job: Job<JobData>): Promise<void> {
    const handler = this.registry.handler(job.name);
    if (!handler) throw new Error(`No handler for ${job.name}`);
    const { tenantId, outboxId } = job.data;
    const stored =
      outboxId === undefined ? { payload: job.data.payload } : await this.#load(tenantId, outboxId);
    // Its row is gone: a hand-over that was repeated although the work had been done.
    if (!stored) return;
    const parsed = handler.job.payload.safeParse(stored.payload);
    const attempt = job.attemptsMade + 1;
    const isLastAttempt = attempt >= (job.opts.attempts ?? 1);
    let completed = outboxId === undefined;
    const complete = async () => {
      if (outboxId !== undefined) this.unitOfWork.tx.send(DONE, [tenantId, outboxId]);
      completed = true;
    };
    try {
      if (!parsed.success)
        throw new UnrecoverableError(`Wrong payload of ${job.name}: ${parsed.error.message}`);
      await handler.handle(parsed.data, { tenantId, attempt, isLastAttempt, complete });
      if (!completed) await this.unitOfWork.run(tenantId, complete);
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      const final = isLastAttempt || error instanceof UnrecoverableError;
      this.logger[final ? 'error' : 'warn'](
        { err: failure, job: job.name, id: job.id, tenantId, attempt },
        'job failed',
      );
      if (final && outboxId !== undefined) await this.#markFailed(tenantId, outboxId, failure);
      if (final && parsed.success) await handler.gaveUp?.(parsed.data, tenantId, failure);
      throw error;
    }
  }

  async #load(tenantId: number, id: string): Promise<{ payload: unknown } | undefined> {
    const [row] = await this.unitOfWork.read(tenantId, (tx) =>
      tx.query<{ payload: unknown }>(LOAD, [tenantId, id]),
    );
    return row;
  }

  async #markFailed(tenantId: number, id: string, error: Error): Promise<void> {
    await this.unitOfWork.run(tenantId, (tx) =>
      tx.query(FAILED, [tenantId, id, this.clock.now(), error.message.slice(0, 1_000)]),
    );
  }
}
