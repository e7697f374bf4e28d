import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Logger } from 'pino';
import { CONFIG, type Config } from '../../config/config.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { LOGGER } from '../../platform/observability/logger.js';
import { sweeping } from '../../platform/queue/sweeping.js';
import { SlaOutcomesRepository } from './sla-outcomes.repository.js';

const EVERY_MS = 20_000;
const TENANTS = 1_000;
const CHANGES = 5_000;

/** Now and then adds what was noted about targets to the counts, so that there is never much to add when they are read. */
@Injectable()
export class SlaOutcomeFolding {
  readonly #sweep: () => Promise<void>;

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(LOGGER) logger: Logger,
    private readonly unitOfWork: UnitOfWork,
    private readonly outcomes: SlaOutcomesRepository,
  ) {
    const failure = 'SLA counts could not be brought up to date; it will be repeated';
    this.#sweep = sweeping({ config, logger, failure }, () => this.foldAll());
  }

  @Interval(EVERY_MS)
  sweep(): Promise<void> {
    return this.#sweep();
  }

  async foldAll(): Promise<void> {
    for (const tenantId of await this.outcomes.tenantsToFold(TENANTS)) {
      let folded = CHANGES;
      while (folded === CHANGES) {
        folded = await this.unitOfWork.run(tenantId, () => this.outcomes.fold(CHANGES));
      }
    }
  }
}
