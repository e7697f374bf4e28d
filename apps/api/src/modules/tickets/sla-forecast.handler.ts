import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { type JobContext, JobHandler } from '../../platform/queue/job.js';
import { JobRegistry } from '../../platform/queue/job-registry.js';
import { SlaApplicationRepository } from './sla-application.repository.js';
import { SlaForecasting } from './sla-forecasting.js';
import { SlaRejudgingRepository } from './sla-rejudging.repository.js';
import { type RejudgePayload, slaForecastJob } from './ticket-jobs.js';

/** Adds one batch to a forecast and, in the same transaction, puts the next one into the outbox. */
@Injectable()
export class SlaForecastHandler extends JobHandler<RejudgePayload> {
  readonly job = slaForecastJob;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: SlaRejudgingRepository,
    private readonly forecasting: SlaForecasting,
    private readonly outbox: Outbox,
    private readonly applications: SlaApplicationRepository,
    private readonly clock: Clock,
    registry: JobRegistry,
  ) {
    super();
    registry.register(this);
  }

  async handle(payload: RejudgePayload, { tenantId, complete }: JobContext): Promise<void> {
    await this.unitOfWork.run(tenantId, async () => {
      const total = payload.after === null ? await this.repository.count(payload) : null;
      const { lookedAt, last, effect } = await this.forecasting.nextBatch(payload);
      const { tickets: moved, dueTimesMoved, breached } = effect;
      const isWanted = await this.applications.advance(payload.policy!, payload.application!, {
        ...{ total, lookedAt, moved, dueTimesMoved, breached },
        finishedAt: last === null ? this.clock.now() : null,
      });
      if (isWanted && last !== null) await this.outbox.add(slaForecastJob, { ...payload, after: last });
      await complete();
    });
  }
}
