import { Controller, Inject } from '@nestjs/common';
import { endpoints } from '@noxdesk/contracts';
import type { Logger } from 'pino';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { API_PREFIX, Route } from '../../platform/http/endpoint.js';
import { ProblemError } from '../../platform/http/problem.js';
import { LOGGER } from '../../platform/observability/logger.js';
import { JobQueues } from '../../platform/queue/job-queues.js';

const { system } = endpoints;

/** Clients of a service that is away wait and try again by themselves; whoever asks for health does not. */
const PATIENCE_MS = 2_000;
const PING = sql('health.ping', 'SELECT 1');

@Controller(API_PREFIX)
export class HealthController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queues: JobQueues,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Route(system.alive)
  alive() {
    return { status: 'ok' as const };
  }

  @Route(system.ready)
  async ready() {
    const answers = await Promise.allSettled([
      withinPatience('database', this.unitOfWork.definer(PING)),
      withinPatience('queues', this.queues.counts()),
    ]);
    const failures = answers.filter((answer) => answer.status === 'rejected');
    if (failures.length > 0) {
      for (const { reason } of failures) this.logger.warn({ err: reason as unknown }, 'not ready');
      throw new ProblemError('unavailable', { headers: { 'retry-after': '2' } });
    }
    return { status: 'ok' as const, database: 'ok' as const, queues: 'ok' as const };
  }
}

async function withinPatience(what: string, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer from the ${what}`)), PATIENCE_MS);
  });
  try {
    await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
