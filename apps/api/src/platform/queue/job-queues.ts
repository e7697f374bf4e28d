import { Inject, Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import type { JobDefinition, QueueName } from './job.js';

/** Injection token of the map of BullMQ queues. */
export const BULL_QUEUES = Symbol('BullQueues');

/** What a BullMQ job carries: the row of the outbox that holds its payload, or the payload itself. */
export interface JobData {
  tenantId: number;
  outboxId?: string;
  payload?: unknown;
}

/** BullMQ's greatest; ranks begin anew whenever no job is left. */
const LAST_PRIORITY = 2 ** 21 - 1;

/** Hands jobs to BullMQ. What must not be lost goes through the outbox; this alone is for what a sweep finds again. */
@Injectable()
export class JobQueues {
  constructor(@Inject(BULL_QUEUES) private readonly queues: ReadonlyMap<QueueName, Queue<JobData>>) {}

  /**
   * @param rank its turn: the smaller one is taken first; without one, at once
   * @param id makes a repeated hand-over of the same job harmless while the first one waits or runs
   */
  async add(
    job: Pick<JobDefinition, 'name' | 'queue' | 'attempts' | 'backoffMs'>,
    entries: readonly { id: string; data: JobData; rank?: number }[],
  ): Promise<void> {
    if (entries.length === 0) return;
    await this.queues.get(job.queue)!.addBulk(
      entries.map(({ id, data, rank }) => ({
        name: job.name,
        data,
        opts: {
          jobId: id,
          ...(rank !== undefined && { priority: Math.min(rank, LAST_PRIORITY) }),
          attempts: job.attempts,
          backoff: { type: 'exponential', delay: job.backoffMs, jitter: 0.3 },
          // The outbox and the ledger remember what was done; a job that is over must not block its id.
          removeOnComplete: true,
          removeOnFail: true,
        },
      })),
    );
  }

  /** How many jobs wait, run or are delayed, by queue. */
  async counts(): Promise<Record<string, Record<string, number>>> {
    const entries = [...this.queues].map(
      async ([name, queue]) =>
        [name, await queue.getJobCounts('waiting', 'active', 'delayed', 'failed')] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  }
}
