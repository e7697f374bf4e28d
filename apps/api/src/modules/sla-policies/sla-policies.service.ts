import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { ChangeSlaPolicy, CreateSlaPolicy } from '@noxdesk/contracts';
import { DEFAULT_SLA_TARGETS, DEFAULT_WARNING_PERCENT } from '@noxdesk/domain';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { invalidField, ProblemError } from '../../platform/http/problem.js';
import { found, refusing } from '../../platform/http/refusals.js';
import { checkEscalations } from './policy-escalations.js';
import { changedTerms, type TermsChange } from './policy-terms.js';
import {
  type PolicyRow,
  type PolicyTerms,
  SlaPoliciesRepository,
  type VersionRow,
} from './sla-policies.repository.js';

const REFERENCES = {
  sla_policies_tenant_id_plan_id_fkey: 'plan',
  sla_policies_tenant_id_department_id_fkey: 'department',
};

/** What every tenant begins with. */
const STANDARD_NAME = 'Estándar';
const STANDARD_TERMS: PolicyTerms = {
  calendar: null,
  warning_percents: [DEFAULT_WARNING_PERCENT],
  targets: DEFAULT_SLA_TARGETS,
};

@Injectable()
export class SlaPoliciesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly policies: SlaPoliciesRepository,
    private readonly clock: Clock,
  ) {}

  get(tenantId: number, id: string): Promise<PolicyRow> {
    return this.unitOfWork.run(tenantId, async () => found(await this.policies.get(id)));
  }

  versions(tenantId: number, id: string): Promise<VersionRow[]> {
    return this.unitOfWork.run(tenantId, async () => {
      found(await this.policies.get(id));
      return this.policies.versions(id);
    });
  }

  /** Gives a new tenant its default policy, in the transaction one is in: the standard targets, around the clock. */
  async addStandard(): Promise<void> {
    const scope = { plan_id: null, department_id: null, is_default: true, escalations: [] };
    const policy = { id: uuidv7(), version: 1, name: STANDARD_NAME, ...scope, ...STANDARD_TERMS };
    await this.policies.add(policy, this.clock.now());
  }

  create(tenantId: number, given: CreateSlaPolicy): Promise<PolicyRow> {
    const policy: PolicyRow = {
      id: uuidv7(),
      version: 1,
      name: given.name,
      plan_id: given.plan,
      department_id: given.department,
      is_default: given.is_default,
      escalations: given.escalations ?? [],
      ...changedTerms(STANDARD_TERMS, given),
    };
    return this.#writing(tenantId, policy, async () => {
      await checkEscalations(policy, this.policies);
      if (policy.is_default) await this.policies.clearDefault();
      await this.policies.add(policy, this.clock.now());
      return policy;
    });
  }

  /**
   * The terms of a policy, else of the standard one, after a change that is not kept.
   * @throws ProblemError as {@link changedTerms}, and 422 naming a policy there is not
   */
  async termsWith(tenantId: number, { policy, ...change }: TermsChange & { policy?: string | undefined }) {
    if (policy === undefined) return changedTerms(STANDARD_TERMS, change);
    const row = await this.unitOfWork.run(tenantId, () => this.policies.get(policy));
    if (!row) throw invalidField('policy', 'unknown_id');
    const { calendar, warning_percents, targets } = row;
    return changedTerms({ calendar, warning_percents, targets }, change);
  }

  /** A change of what tickets are judged by makes a new version: tickets keep the one that they were promised. */
  change(tenantId: number, id: string, given: ChangeSlaPolicy): Promise<PolicyRow> {
    return this.#writing(tenantId, { plan_id: given.plan ?? null }, async () => {
      const before = found(await this.policies.get(id));
      if (before.is_default && given.is_default === false) throw defaultMustRemain('conflict', 'is_default');
      const after = applied(before, given);
      await checkEscalations(after, this.policies);
      if (after.is_default && !before.is_default) await this.policies.clearDefault();
      if (after.version > before.version) await this.policies.addVersion(after, this.clock.now());
      await this.policies.change(after);
      return after;
    });
  }

  /** Its versions stay: tickets that were opened under it go on to be judged by them. */
  remove(tenantId: number, id: string): Promise<void> {
    return this.unitOfWork.run(tenantId, async () => {
      await this.policies.lock();
      const policy = found(await this.policies.get(id));
      if (policy.is_default) throw defaultMustRemain('in_use', 'id');
      await this.policies.retire(id, this.clock.now());
    });
  }

  #writing(
    tenantId: number,
    scope: { plan_id: string | null },
    work: () => Promise<PolicyRow>,
  ): Promise<PolicyRow> {
    // Plan and department together have one policy; the conflict names what was asked for.
    const unique = { sla_policies_scope: scope.plan_id === null ? 'department' : 'plan' };
    return refusing({ unique, references: REFERENCES }, () =>
      this.unitOfWork.run(tenantId, async () => {
        await this.policies.lock();
        return work();
      }),
    );
  }
}

function applied(before: PolicyRow, given: ChangeSlaPolicy): PolicyRow {
  const { calendar, warning_percents, targets } = before;
  const terms = changedTerms({ calendar, warning_percents, targets }, given);
  const isNew = !isDeepStrictEqual(terms, { calendar, warning_percents, targets });
  return {
    id: before.id,
    version: isNew ? before.version + 1 : before.version,
    name: given.name ?? before.name,
    plan_id: given.plan === undefined ? before.plan_id : given.plan,
    department_id: given.department === undefined ? before.department_id : given.department,
    is_default: given.is_default ?? before.is_default,
    escalations: given.escalations ?? before.escalations,
    ...terms,
  };
}

const defaultMustRemain = (code: 'conflict' | 'in_use', field: string) =>
  new ProblemError(code, { errors: [{ field, code: 'default_policy' }] });
