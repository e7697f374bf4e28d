import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Logger } from 'pino';
import { CONFIG, type Config } from '../../config/config.js';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { LOGGER } from '../../platform/observability/logger.js';
import { JobQueues } from '../../platform/queue/job-queues.js';
import { sweeping } from '../../platform/queue/sweeping.js';
import { fetchMailboxJob } from './mail-ingest.jobs.js';

const SWEEP_MS = 1_000;
const MOST = 500;

const DUE = sql(
  'sweep.mailboxes',
  'SELECT tenant_id, account_id, due_at FROM mail_accounts_to_fetch($1, $2)',
);

interface DueRow {
  tenant_id: number;
  account_id: string;
  due_at: Date;
}

/** Looks for mailboxes whose time has come, and fans out a job for each. */
@Injectable()
export class FetchSweep {
  readonly #sweep: () => Promise<void>;

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(LOGGER) logger: Logger,
    private readonly unitOfWork: UnitOfWork,
    private readonly queues: JobQueues,
    private readonly clock: Clock,
  ) {
    const failure = 'the sweep for mailboxes failed and will be repeated';
    this.#sweep = sweeping({ config, logger, failure }, () => this.#fanOut());
  }

  @Interval(SWEEP_MS)
  sweep(): Promise<void> {
    return this.#sweep();
  }

  async #fanOut(): Promise<void> {
    const rows = await this.unitOfWork.definer<DueRow>(DUE, [this.clock.now(), MOST]);
    await this.queues.add(
      fetchMailboxJob,
      rows.map((row) => ({
        // Of one due time, so that the job of a worker that died does not stand in the way of the next.
        id: `${fetchMailboxJob.name}-${row.account_id}-${row.due_at.getTime()}`,
        data: { tenantId: row.tenant_id, payload: { accountId: row.account_id } },
      })),
    );
  }
}
