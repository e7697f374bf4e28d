import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../clock/clock.js';
import { sql } from '../database/sql.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { JobDefinition } from '../queue/job.js';
import { OutboxRelay } from './outbox-relay.js';

const ADD = sql(
  'outbox.add',
  `INSERT INTO outbox_jobs (tenant_id, id, job, payload, due_at, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
);

const SOON_MS = 60_000;

/**
 * Jobs that must not be lost: the row is written by the transaction that causes the job, the relay brings it to
 * BullMQ once that is committed, and it goes with the commit of its handler.
 */
@Injectable()
export class Outbox {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
  ) {}

  /** Adds a job to the transaction one is in. @param delayMs how long after now it is handed to the queue */
  async add<Payload>(job: JobDefinition<Payload>, payload: NoInfer<Payload>, delayMs = 0): Promise<void> {
    const { tx } = this.unitOfWork;
    const now = this.clock.now();
    const due = new Date(now.getTime() + delayMs);
    const checked = job.payload.parse(payload);
    tx.send(ADD, [tx.tenantId, uuidv7(), job.name, JSON.stringify(checked), due, now]);
    tx.afterCommit(() => {
      if (delayMs === 0) this.relay.nudge();
      // What waits for seconds is not to wait for the next look as well.
      else if (delayMs < SOON_MS) setTimeout(() => this.relay.nudge(), delayMs).unref();
    });
  }
}
