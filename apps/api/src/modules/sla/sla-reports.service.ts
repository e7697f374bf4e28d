import { Injectable } from '@nestjs/common';
import type { ComplianceQuery, SlaBoard, SlaCompliance } from '@noxdesk/contracts';
import { addBusinessTime } from '@noxdesk/domain';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { invalidField } from '../../platform/http/problem.js';
import {
  type BoardRow,
  type ComplianceRow,
  type Horizon,
  SlaReportsRepository,
  type VersionCalendar,
} from './sla-reports.repository.js';

const DAY_MS = 86_400_000;
const USUAL_MS = 84 * DAY_MS;
const LONGEST_MS = 1_100 * DAY_MS;
const BOARD_HOURS = [1, 4, 24] as const;

/** What leads look at: what will be breached soon, and what was promised and kept. */
@Injectable()
export class SlaReportsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reports: SlaReportsRepository,
    private readonly clock: Clock,
  ) {}

  /** Working hours are those of the policy that a ticket is judged by. Only departments that the caller sees. */
  async board(caller: Caller): Promise<SlaBoard> {
    const now = this.clock.now();
    return this.unitOfWork.run(caller.tenantId, async () => {
      const calendars = await this.reports.calendars();
      const horizons = calendars.map((version) => horizonOf(version, now));
      const rows = await this.reports.board(now, horizons, departmentsOf(caller));
      return { at: now.toISOString(), rows: rows.map(presentBoardRow) };
    });
  }

  /** @throws ProblemError 422 for a period that ends before it begins, or is longer than three years */
  async compliance(caller: Caller, query: ComplianceQuery): Promise<SlaCompliance> {
    const to = query.to === undefined ? this.clock.now() : new Date(query.to);
    const from = query.from === undefined ? new Date(to.getTime() - USUAL_MS) : new Date(query.from);
    if (from >= to) throw invalidField('to', 'period_ends_before');
    if (to.getTime() - from.getTime() > LONGEST_MS) throw invalidField('from', 'period_too_long');
    const departments = departmentsOf(caller, query.department);
    const rows = await this.unitOfWork.run(caller.tenantId, () =>
      this.reports.compliance(query.group, from, to, departments),
    );
    return {
      from: from.toISOString(),
      to: to.toISOString(),
      group: query.group,
      rows: rows.map(presentComplianceRow),
    };
  }
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
