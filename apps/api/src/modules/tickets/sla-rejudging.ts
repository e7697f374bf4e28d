import { Injectable } from '@nestjs/common';
import {
  applySlaEvent,
  newSlaAlerts,
  type SlaPolicyVersion,
  type SlaState,
  slaColumns,
} from '@noxdesk/domain';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { v7 as uuidv7 } from 'uuid';
import { SlaService } from '../sla/sla.service.js';
import { type ApplicationRow, SlaApplicationRepository } from './sla-application.repository.js';
import { type JudgedTicket, SlaRejudgingRepository } from './sla-rejudging.repository.js';
import { type RejudgePayload, slaRejudgeJob } from './ticket-jobs.js';

/** A policy as its version in force and the tickets it is meant for. */
export interface AppliedPolicy {
  id: string;
  version: number;
  plan_id: string | null;
  department_id: number | null;
}

/** What an application of a policy would bring about. */
export interface RejudgingForecast {
  tickets: number;
  dueTimesMoved: number;
  breached: number;
}

/** Small enough that other requests are answered in between. */
const FORECAST_BATCH = 200;
const ALL = {
  organization: null,
  plan: null,
  department: null,
  policy: null,
  after: null,
  application: null,
};

const jobOf = ({ id, plan_id, department_id }: AppliedPolicy): RejudgePayload => ({
  ...ALL,
  policy: id,
  plan: plan_id,
  department: department_id,
});

/** Judges open tickets anew after what they are judged by has changed. Finished ones follow when they are reopened. */
@Injectable()
export class SlaRejudging {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: SlaRejudgingRepository,
    private readonly applications: SlaApplicationRepository,
    private readonly sla: SlaService,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** The organisation has another plan. Takes part in the transaction of the change. */
  async afterPlanChange(organizationId: string): Promise<void> {
    await this.outbox.add(slaRejudgeJob, { ...ALL, organization: organizationId });
  }

  /** Judges every open ticket that the policy is in force for by its present version, as jobs. */
  async apply(tenantId: number, policy: AppliedPolicy): Promise<void> {
    const id = uuidv7();
    await this.unitOfWork.run(tenantId, async () => {
      await this.applications.begin(policy.id, { id, version: policy.version, at: this.clock.now() });
      await this.outbox.add(slaRejudgeJob, { ...jobOf(policy), application: id });
    });
  }

  /** How far the latest {@link apply} of the policy has come. */
  progress(tenantId: number, policyId: string): Promise<ApplicationRow | undefined> {
    return this.unitOfWork.run(tenantId, () => this.applications.find(policyId));
  }

  /** What {@link apply} would do, batch by batch, so that nothing waits for it. */
  async forecast(tenantId: number, policy: AppliedPolicy): Promise<RejudgingForecast> {
    const forecast = { tickets: 0, dueTimesMoved: 0, breached: 0 };
    const job = jobOf(policy);
    let after: string | null = null;
    do {
      after = await this.unitOfWork.run(tenantId, async () => {
        const batch = await this.repository.next({ ...job, after }, FORECAST_BATCH);
        for (const { ticket, to } of await this.wanted(job, batch)) {
          const effect = await this.#effect(ticket.sla_state, to);
          forecast.tickets += 1;
          forecast.dueTimesMoved += effect.moved;
          forecast.breached += effect.breached;
        }
        return batch.length < FORECAST_BATCH ? null : batch.at(-1)!.id;
      });
    } while (after !== null);
    return forecast;
  }

  /** Those of the tickets that are to be judged by another version, with it. */
  async wanted(
    job: RejudgePayload,
    tickets: readonly JudgedTicket[],
  ): Promise<{ ticket: JudgedTicket; to: SlaPolicyVersion }[]> {
    const inForce = new Map<string, SlaPolicyVersion | null>();
    const wanted: { ticket: JudgedTicket; to: SlaPolicyVersion }[] = [];
    for (const ticket of tickets) {
      const place = `${ticket.plan_id} ${ticket.department_id}`;
      if (!inForce.has(place)) {
        inForce.set(place, await this.sla.policyFor(ticket.plan_id, ticket.department_id));
      }
      const to = inForce.get(place);
      if (to && isToMove(job, ticket.sla_state, to)) wanted.push({ ticket, to });
    }
    return wanted;
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

/** A change of plan moves tickets to another policy; those of the same one keep the version they were promised. */
function isToMove(job: RejudgePayload, state: SlaState, to: SlaPolicyVersion): boolean {
  if (job.policy === null) return to.id !== state.policy;
  return to.id === job.policy && (state.policy !== to.id || state.version !== to.version);
}
