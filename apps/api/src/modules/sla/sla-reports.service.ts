import { Injectable } from '@nestjs/common';
import type {
  ComplianceQuery,
  QueryOf,
  SlaBoard,
  SlaCompliance,
  SlaExpectedResponse,
} from '@noxdesk/contracts';
import type { endpoints } from '@noxdesk/contracts';
import { addBusinessTime, TICKET_PRIORITIES } from '@noxdesk/domain';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { invalidField } from '../../platform/http/problem.js';
import {
  type BoardRow,
  type Horizon,
  SlaBoardRepository,
  type VersionCalendar,
} from './sla-board.repository.js';
import { type ComplianceRow, SlaOutcomesRepository } from './sla-outcomes.repository.js';
import { SlaService } from './sla.service.js';

const DAY_MS = 86_400_000;
const USUAL_WEEKS = 12;
const LONGEST_DAYS = 1_100;
const BOARD_HOURS = [1, 4, 24] as const;

const DEPARTMENT = sql(
  'sla.department',
  `SELECT id, name, slug FROM departments WHERE tenant_id = $1 AND id = $2`,
);
const PLAN = sql('sla.plan', `SELECT plan_id FROM organizations WHERE tenant_id = $1 AND id = $2`);

/** What leads look at: what will be breached soon, what was promised and kept; and what a customer may expect. */
@Injectable()
export class SlaReportsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly boards: SlaBoardRepository,
    private readonly outcomes: SlaOutcomesRepository,
    private readonly sla: SlaService,
    private readonly clock: Clock,
  ) {}

  /** Working hours are those of the policy that a ticket is judged by. Only departments that the caller sees. */
  async board(caller: Caller): Promise<SlaBoard> {
    const now = this.clock.now();
    return this.unitOfWork.run(caller.tenantId, async () => {
      const calendars = await this.boards.calendars();
      const horizons = calendars.map((version) => horizonOf(version, now));
      const rows = await this.boards.board(now, horizons, departmentsOf(caller));
      return { at: now.toISOString(), rows: rows.map(presentBoardRow) };
    });
  }

  /** @throws ProblemError 422 for a period that ends before it begins, or is longer than three years */
  async compliance(caller: Caller, query: ComplianceQuery): Promise<SlaCompliance> {
    const to = query.to === undefined ? this.clock.now() : new Date(query.to);
    const from = query.from === undefined ? usualFrom(to) : new Date(query.from);
    if (from >= to) throw invalidField('to', 'period_ends_before');
    const days = { from: dayOf(from), to: dayOf(new Date(to.getTime() - 1)) };
    const [first, last] = [Date.parse(days.from), Date.parse(days.to) + DAY_MS];
    if (last - first > LONGEST_DAYS * DAY_MS) throw invalidField('from', 'period_too_long');
    const filter = {
      ...days,
      departments: departmentsOf(caller, query.department),
      priorities: query.priority?.map((priority) => TICKET_PRIORITIES.indexOf(priority) + 1) ?? null,
    };
    const rows = await this.unitOfWork.run(caller.tenantId, () =>
      this.outcomes.compliance(query.group, filter),
    );
    return {
      from: new Date(first).toISOString(),
      to: new Date(last).toISOString(),
      group: query.group,
      rows: rows.map(presentComplianceRow),
    };
  }

  /** @throws ProblemError 422 naming a department there is not */
  expected(caller: Caller, { department: id, priority }: ExpectedQuery): Promise<SlaExpectedResponse> {
    const now = this.clock.now().toISOString();
    return this.unitOfWork.run(caller.tenantId, async (tx) => {
      const [department] = await tx.query<SlaExpectedResponse['department']>(DEPARTMENT, [tx.tenantId, id]);
      if (!department) throw invalidField('department', 'unknown_id');
      const policy = await this.sla.policyFor(await this.#planOf(caller), id);
      const minutes = policy?.targets[priority].first_response_minutes ?? null;
      const due = policy && minutes !== null && addBusinessTime(policy.calendar, now, minutes);
      return {
        department,
        priority,
        target_minutes: minutes,
        around_the_clock: !policy?.calendar,
        due_at: due ? new Date(due).toISOString() : null,
      };
    });
  }

  async #planOf({ organizationId }: Caller): Promise<string | null> {
    if (organizationId === null) return null;
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<{ plan_id: string | null }>(PLAN, [tx.tenantId, organizationId]);
    return row?.plan_id ?? null;
  }
}

type ExpectedQuery = QueryOf<typeof endpoints.sla.expected>;

const dayOf = (at: Date) => at.toISOString().slice(0, 10);

/** A Monday, so that no week is shown in part but the present one. */
function usualFrom(to: Date): Date {
  const today = Date.parse(dayOf(to));
  const sinceMonday = (new Date(today).getUTCDay() + 6) % 7;
  return new Date(today - (sinceMonday + (USUAL_WEEKS - 1) * 7) * DAY_MS);
}

function horizonOf({ policy_id, version, calendar }: VersionCalendar, now: Date): Horizon {
  const after = (hours: number) => new Date(addBusinessTime(calendar, now.toISOString(), hours * 60));
  const [one, four, day] = BOARD_HOURS;
  return { policy: policy_id, version, within: [after(one), after(four), after(day)] };
}

/** null: every department. */
function departmentsOf(caller: Caller, wanted?: readonly number[]): readonly number[] | null {
  if (caller.role === 'admin') return wanted ?? null;
  return wanted
    ? wanted.filter((department) => caller.departmentIds.includes(department))
    : caller.departmentIds;
}

const presentBoardRow = (row: BoardRow): SlaBoard['rows'][number] => ({
  department: { id: row.department_id, name: row.department_name, slug: row.department_slug },
  assignee:
    row.assignee_id === null
      ? null
      : { id: row.assignee_id, name: row.assignee_name!, email: row.assignee_email! },
  overdue: row.overdue,
  within_1h: row.within_1h,
  within_4h: row.within_4h,
  within_24h: row.within_24h,
  more: row.more,
});

const presentComplianceRow = (row: ComplianceRow): SlaCompliance['rows'][number] => {
  const judged = row.met + row.breached;
  return {
    key: row.key,
    name: row.name,
    target: row.target,
    met: row.met,
    breached: row.breached,
    running: row.running,
    compliance: judged === 0 ? null : Math.round((row.met / judged) * 10_000) / 10_000,
  };
};
