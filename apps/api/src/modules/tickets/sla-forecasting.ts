import { Injectable } from '@nestjs/common';
import {
  applySlaEvent,
  newSlaAlerts,
  type SlaPolicyVersion,
  type SlaState,
  slaColumns,
} from '@noxdesk/domain';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { SlaService } from '../sla/sla.service.js';
import { SlaApplicationRepository } from './sla-application.repository.js';
import { type AppliedPolicy, rejudgingOf, SlaRejudging } from './sla-rejudging.js';
import { SlaRejudgingRepository } from './sla-rejudging.repository.js';
import { type RejudgePayload, slaForecastJob } from './ticket-jobs.js';

/** What an application of a policy would bring about. */
export interface SlaEffect {
  tickets: number;
  dueTimesMoved: number;
  breached: number;
}

/** Open tickets that a request looks at itself: a tenth of a second's work. More are counted by jobs. */
const AT_ONCE = 1_000;
/** Small enough that other requests are answered in between. */
const BATCH = 200;

/** Tells what the application of a policy's present version would do to open tickets, and changes none. */
@Injectable()
export class SlaForecasting {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: SlaRejudgingRepository,
    private readonly applications: SlaApplicationRepository,
    private readonly rejudging: SlaRejudging,
    private readonly sla: SlaService,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** @returns null where so many tickets are open that jobs count them: they keep how far they are */
  async forecast(tenantId: number, policy: AppliedPolicy): Promise<SlaEffect | null> {
    const job = rejudgingOf(policy);
    const isMuch = await this.unitOfWork.run(tenantId, async () => {
      const found = await this.repository.count(job, AT_ONCE + 1);
      await this.applications.forgetTry(policy.id);
      if (found <= AT_ONCE) return false;
      const [id, at] = [uuidv7(), this.clock.now()];
      await this.applications.begin(policy.id, { id, version: policy.version, at, dryRun: true });
      await this.outbox.add(slaForecastJob, { ...job, application: id });
      return true;
    });
    return isMuch ? null : this.#atOnce(tenantId, job);
  }

  async #atOnce(tenantId: number, job: RejudgePayload): Promise<SlaEffect> {
    const sum = { tickets: 0, dueTimesMoved: 0, breached: 0 };
    let after: string | null = null;
    do {
      const batch = await this.unitOfWork.run(tenantId, () => this.nextBatch({ ...job, after }));
      sum.tickets += batch.effect.tickets;
      sum.dueTimesMoved += batch.effect.dueTimesMoved;
      sum.breached += batch.effect.breached;
      after = batch.last;
    } while (after !== null);
    return sum;
  }

  /**
   * What the application would do to the next tickets of the job, in the transaction one is in.
   * `last` is the ticket after which the next batch begins; null: there is none.
   */
  async nextBatch(
    job: RejudgePayload,
  ): Promise<{ lookedAt: number; last: string | null; effect: SlaEffect }> {
    const found = await this.repository.next(job, BATCH);
    const effect = { tickets: 0, dueTimesMoved: 0, breached: 0 };
    for (const { ticket, to } of await this.rejudging.wanted(job, found)) {
      const { moved, breached } = await this.#effect(ticket.sla_state, to);
      effect.tickets += 1;
      effect.dueTimesMoved += moved;
      effect.breached += breached;
    }
    const last = found.length < BATCH ? null : found.at(-1)!.id;
    return { lookedAt: found.length, last, effect };
  }

  async #effect(state: SlaState, to: SlaPolicyVersion): Promise<{ moved: number; breached: number }> {
    const from = await this.sla.policyOf(state);
    const at = this.clock.now().toISOString();
    const after = applySlaEvent(
      state,
      { type: 'retargeted', at, policy: to, priority: state.priority },
      from,
    );
    const [before, then] = [slaColumns(state), slaColumns(after)];
    const columns = ['first_response_due_at', 'next_response_due_at', 'resolution_due_at'] as const;
    return {
      moved: columns.filter((column) => before[column] !== then[column]).length,
      breached: newSlaAlerts(state, after).filter(({ percent }) => percent === 100).length,
    };
  }
}
