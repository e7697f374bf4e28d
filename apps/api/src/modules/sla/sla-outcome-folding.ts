import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Logger } from 'pino';
import { CONFIG, type Config } from '../../config/config.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { LOGGER } from '../../platform/observability/logger.js';
import { SlaOutcomesRepository } from './sla-outcomes.repository.js';

const EVERY_MS = 20_000;
const TENANTS = 1_000;
const CHANGES = 5_000;

/** Now and then adds what was noted about targets to the counts, so that there is never much to add when they are read. */
@Injectable()
export class SlaOutcomeFolding {
  #folding = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly unitOfWork: UnitOfWork,
    private readonly outcomes: SlaOutcomesRepository,
  ) {}

  @Interval(EVERY_MS)
  async sweep(): Promise<void> {
    if (this.config.role === 'api' || this.#folding) return;
    this.#folding = true;
    try {
      await this.foldAll();
    } catch (error) {
      this.logger.warn({ err: error }, 'SLA counts could not be brought up to date; it will be repeated');
    } finally {
      this.#folding = false;
    }
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
