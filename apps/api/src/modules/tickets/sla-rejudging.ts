import { Injectable } from '@nestjs/common';
import type { SlaPolicyVersion, SlaState } from '@noxdesk/domain';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { v7 as uuidv7 } from 'uuid';
import { SlaService } from '../sla/sla.service.js';
import { type ApplicationRow, SlaApplicationRepository } from './sla-application.repository.js';
import type { JudgedTicket } from './sla-rejudging.repository.js';
import { type RejudgePayload, slaRejudgeJob } from './ticket-jobs.js';

/** A policy as its version in force and the tickets it is meant for. */
export interface AppliedPolicy {
  id: string;
  version: number;
  plan_id: string | null;
  department_id: number | null;
}

/** The latest application of a policy, and the latest try of one that jobs count. */
export interface SlaProgress {
  applied?: ApplicationRow;
  tried?: ApplicationRow;
}

const ALL = {
  organization: null,
  plan: null,
  department: null,
  policy: null,
  version: null,
  after: null,
  application: null,
};

/** What the first job is given that looks at every open ticket the policy may be in force for. */
export const rejudgingOf = ({ id, version, plan_id, department_id }: AppliedPolicy): RejudgePayload => ({
  ...ALL,
  policy: id,
  version,
  plan: plan_id,
  department: department_id,
});

/** Judges open tickets anew after what they are judged by has changed. Finished ones follow when they are reopened. */
@Injectable()
export class SlaRejudging {
  constructor(
    private readonly unitOfWork: UnitOfWork,
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
      const { version } = policy;
      await this.applications.forgetTry(policy.id);
      await this.applications.begin(policy.id, { id, version, at: this.clock.now(), dryRun: false });
      await this.outbox.add(slaRejudgeJob, { ...rejudgingOf(policy), application: id });
    });
  }

  /** How far the latest {@link apply} of the policy has come, and the latest try that is counted in batches. */
  progress(tenantId: number, policyId: string): Promise<SlaProgress> {
    return this.unitOfWork.run(tenantId, () => this.applications.find(policyId));
  }

  /** Those of the tickets that are to be judged by another version, with it. */
  async wanted(
    job: RejudgePayload,
    tickets: readonly JudgedTicket[],
  ): Promise<{ ticket: JudgedTicket; to: SlaPolicyVersion }[]> {
    const versions = new Map<string, SlaPolicyVersion | null>();
    const wanted: { ticket: JudgedTicket; to: SlaPolicyVersion }[] = [];
    for (const ticket of tickets) {
      const place = `${ticket.plan_id} ${ticket.department_id}`;
      if (!versions.has(place)) versions.set(place, await this.#versionFor(job, ticket));
      const to = versions.get(place);
      if (to && isToMove(job, ticket.sla_state, to)) wanted.push({ ticket, to });
    }
    return wanted;
  }

  /** What judges tickets of this place: the policy in force, in the version that is applied where it is that policy. */
  async #versionFor(job: RejudgePayload, ticket: JudgedTicket): Promise<SlaPolicyVersion | null> {
    const inForce = await this.sla.policyFor(ticket.plan_id, ticket.department_id);
    const { policy, version } = job;
    if (inForce?.id !== policy || version === null || inForce.version === version) return inForce;
    // A newer one has been made since: it is applied when somebody asks for it, not half-way through this one.
    const [applied] = await this.sla.policiesOf([{ policy, version }]);
    return applied ?? null;
  }
}

/** A change of plan moves tickets to another policy; those of the same one keep the version they were promised. */
function isToMove(job: RejudgePayload, state: SlaState, to: SlaPolicyVersion): boolean {
  if (job.policy === null) return to.id !== state.policy;
  return to.id === job.policy && (state.policy !== to.id || state.version < to.version);
}
