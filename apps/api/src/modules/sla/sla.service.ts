import { Injectable } from '@nestjs/common';
import type { SlaExplanation, TicketSla } from '@noxdesk/contracts';
import {
  policyForTicket,
  SLA_TARGETS,
  type SlaPolicyVersion,
  type SlaState,
  type SlaTargetView,
  viewSla,
} from '@noxdesk/domain';
import { TenantCache } from '../../platform/database/tenant-cache.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { presentExplanation, versionsIn } from './sla-explanation.js';
import { SlaPolicyRepository } from './sla-policy.repository.js';

/** A version never changes, but the name of its policy may: it is kept for so long only. */
const KEEP_MS = 30_000;
const MOST_KEPT = 5_000;

/** Which policy judges a ticket, and how its clocks stand. */
@Injectable()
export class SlaService {
  readonly #kept = new Map<string, { policy: SlaPolicyVersion; until: number }>();

  constructor(
    private readonly policies: SlaPolicyRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly cache: TenantCache,
  ) {}

  /** The version now in force for a ticket of this plan and department; null where the tenant has no policy. */
  async policyFor(planId: string | null, departmentId: number): Promise<SlaPolicyVersion | null> {
    const inForce = await this.cache.get('sla-policies', () => this.policies.inForce());
    return policyForTicket(inForce, { plan: planId, department: departmentId })?.terms ?? null;
  }

  /** The version that a ticket's state names. */
  async policyOf(state: SlaState): Promise<SlaPolicyVersion> {
    const [policy] = await this.policiesOf([state]);
    if (!policy) throw new Error(`The SLA policy ${state.policy}@${state.version} is gone`);
    return policy;
  }

  /** How each due time of a ticket came about. */
  async explain(state: SlaState, now: Date): Promise<SlaExplanation> {
    return presentExplanation(state, await this.policiesOf(versionsIn(state)), now);
  }

  /** The versions that states name, in one query at most; each once. */
  async policiesOf(
    states: readonly Pick<SlaState, 'policy' | 'version'>[],
    tenantId = this.unitOfWork.tx.tenantId,
  ): Promise<SlaPolicyVersion[]> {
    const name = (id: string, version: number) => `${tenantId} ${id} ${version}`;
    const wanted = new Map(states.map((state) => [name(state.policy, state.version), state]));
    const now = Date.now();
    const missing = [...wanted].filter(([key]) => (this.#kept.get(key)?.until ?? 0) < now);
    if (missing.length > 0) {
      if (this.#kept.size > MOST_KEPT) this.#kept.clear();
      const ids = missing.map(([, state]) => ({ id: state.policy, version: state.version }));
      const found = await this.unitOfWork.read(tenantId, () => this.policies.versions(ids));
      for (const policy of found) {
        this.#kept.set(name(policy.id, policy.version), { policy, until: now + KEEP_MS });
      }
    }
    return [...wanted.keys()].flatMap((key) => this.#kept.get(key)?.policy ?? []);
  }
}

const minutes = (value: number) => Math.round(value * 100) / 100;

/** As all times of the API are written: with milliseconds. */
const instant = (value: string | null) => value && new Date(value).toISOString();

const presentTarget = (view: SlaTargetView) => ({
  target_minutes: view.target_minutes,
  due_at: instant(view.due_at),
  met_at: instant(view.met_at),
  breached: view.breached,
  remaining_minutes: view.remaining_minutes === null ? null : minutes(view.remaining_minutes),
});

/**
 * The clock stands still while a ticket waits and once it is resolved or closed. Standing still it has no due time:
 * when it goes on, another one follows from what was used.
 */
function presentResolution(view: SlaTargetView) {
  const paused = view.state === 'paused' || view.state === 'met';
  return { ...presentTarget(view), ...(paused && { due_at: null }), paused };
}

/** The clocks of a ticket as the API shows them. */
export function presentSla(state: SlaState, policy: SlaPolicyVersion, now: Date): TicketSla {
  const view = viewSla(state, policy, now.toISOString());
  const { next_response: next, resolution } = view;
  return {
    policy: { id: policy.id, name: policy.name },
    first_response: presentTarget(view.first_response),
    next_response: next && presentTarget(next),
    resolution: presentResolution(resolution),
    due_soon: SLA_TARGETS.filter((target) => view[target]?.due_soon),
  };
}
