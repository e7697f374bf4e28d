import { Injectable } from '@nestjs/common';
import type { ComplianceQuery } from '@noxdesk/contracts';
import type { Calendar, SlaTarget } from '@noxdesk/domain';
import { sql, type Statement } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';

export interface VersionCalendar {
  policy_id: string;
  version: number;
  calendar: Calendar;
}

/** Until when what a policy version judges counts as due within 1, 4 and 24 working hours. */
export interface Horizon {
  policy: string;
  version: number;
  within: readonly [Date, Date, Date];
}

export interface BoardRow {
  department_id: number;
  department_name: string;
  department_slug: string;
  assignee_id: string | null;
  assignee_name: string | null;
  assignee_email: string | null;
  overdue: number;
  within_1h: number;
  within_4h: number;
  within_24h: number;
}

export interface ComplianceRow {
  key: string;
  name: string;
  target: SlaTarget;
  met: number;
  breached: number;
  running: number;
}

const CALENDARS = sql(
  'sla.calendars',
  `SELECT policy_id, version, calendar FROM sla_policy_versions WHERE tenant_id = $1`,
);

// The index on due times carries it: only what is due before the last horizon is read.
const BOARD = sql(
  'sla.board',
  `SELECT d.id AS department_id, d.name AS department_name, d.slug AS department_slug,
     a.id AS assignee_id, a.name AS assignee_name, a.email AS assignee_email,
     count(*) FILTER (WHERE t.sla_due_at <= $2)::int AS overdue,
     count(*) FILTER (WHERE t.sla_due_at > $2 AND t.sla_due_at <= h.within_1h)::int AS within_1h,
     count(*) FILTER (WHERE t.sla_due_at > $2 AND t.sla_due_at <= h.within_4h)::int AS within_4h,
     count(*) FILTER (WHERE t.sla_due_at > $2)::int AS within_24h
   FROM tickets t
   JOIN unnest($3::text[], $4::int[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[])
     AS h (policy, version, within_1h, within_4h, within_24h)
     ON h.policy = t.sla_state->>'policy' AND h.version = (t.sla_state->>'version')::int
   JOIN departments d ON d.tenant_id = t.tenant_id AND d.id = t.department_id
   LEFT JOIN users a ON a.tenant_id = t.tenant_id AND a.id = t.assignee_id
   WHERE t.tenant_id = $1 AND t.sla_due_at <= $8 AND t.sla_due_at <= greatest(h.within_24h, $2)
     AND ($9::int[] IS NULL OR t.department_id = ANY ($9))
   GROUP BY d.tenant_id, d.id, a.tenant_id, a.id
   ORDER BY d.id, a.name NULLS FIRST, a.id`,
);

const KEYS: Record<ComplianceQuery['group'], { key: string; name: string }> = {
  week: {
    key: `to_char(date_trunc('week', t.created_at AT TIME ZONE 'UTC'), 'YYYY-MM-DD')`,
    name: `to_char(date_trunc('week', t.created_at AT TIME ZONE 'UTC'), 'YYYY-MM-DD')`,
  },
  department: { key: 't.department_id::text', name: 'd.name' },
  priority: {
    key: `(ARRAY['low', 'medium', 'high', 'urgent', 'critical'])[t.priority]`,
    name: `(ARRAY['low', 'medium', 'high', 'urgent', 'critical'])[t.priority]`,
  },
};

// A clock has as many waits as cycles: each is breached, else running or cancelled where it is the last one, else met.
const complianceStatement = (group: ComplianceQuery['group']): Statement =>
  sql(
    `sla.compliance-${group}`,
    `SELECT key, name, target, sum(cycles - breached - running - cancelled)::int AS met,
       sum(breached)::int AS breached, sum(running)::int AS running
     FROM (
       SELECT ${KEYS[group].key} AS key, ${KEYS[group].name} AS name, c.target, c.place,
         (c.clock->>'cycle')::int AS cycles, late.breached,
         (NOT late.now AND c.clock #>> '{segments,-1,state}' IN ('running', 'paused'))::int AS running,
         (NOT late.now AND c.clock #>> '{segments,-1,state}' = 'cancelled')::int AS cancelled
       FROM tickets t
       JOIN departments d ON d.tenant_id = t.tenant_id AND d.id = t.department_id
       CROSS JOIN LATERAL (VALUES
         (1, 'first_response', t.sla_state->'first_response'),
         (2, 'next_response', t.sla_state->'next_response'),
         (3, 'resolution', t.sla_state->'resolution')) AS c (place, target, clock)
       CROSS JOIN LATERAL (
         SELECT count(*)::int AS breached,
           coalesce(bool_or((r->>'cycle')::int = (c.clock->>'cycle')::int), false) AS now
         FROM jsonb_array_elements(c.clock->'reached') r WHERE (r->>'percent')::int = 100) AS late
       WHERE t.tenant_id = $1 AND t.created_at >= $2 AND t.created_at < $3
         AND jsonb_typeof(c.clock) = 'object' AND ($4::int[] IS NULL OR t.department_id = ANY ($4))) judged
     GROUP BY key, name, target, place
     ORDER BY ${group === 'department' ? 'key::int' : group === 'priority' ? `array_position(ARRAY['critical', 'urgent', 'high', 'medium', 'low'], key)` : 'key'}, place`,
  );
const COMPLIANCE = {
  week: complianceStatement('week'),
  department: complianceStatement('department'),
  priority: complianceStatement('priority'),
};

/** What is counted over tickets' clocks. Every call takes part in the transaction that is open. */
@Injectable()
export class SlaReportsRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  calendars(): Promise<VersionCalendar[]> {
    const { tx } = this.unitOfWork;
    return tx.query<VersionCalendar>(CALENDARS, [tx.tenantId]);
  }

  /** @param departments null: all of them */
  board(now: Date, horizons: readonly Horizon[], departments: readonly number[] | null): Promise<BoardRow[]> {
    const { tx } = this.unitOfWork;
    const within = [0, 1, 2].map((index) => horizons.map((horizon) => horizon.within[index]!));
    const last = within[2]!.reduce((latest, at) => (at > latest ? at : latest), now);
    return tx.query<BoardRow>(BOARD, [
      tx.tenantId,
      now,
      horizons.map(({ policy }) => policy),
      horizons.map(({ version }) => version),
      ...within,
      last,
      departments,
    ]);
  }

  /** Of tickets created from `from` on and before `to`. @param departments null: all of them */
  compliance(
    group: ComplianceQuery['group'],
    from: Date,
    to: Date,
    departments: readonly number[] | null,
  ): Promise<ComplianceRow[]> {
    const { tx } = this.unitOfWork;
    return tx.query<ComplianceRow>(COMPLIANCE[group], [tx.tenantId, from, to, departments]);
  }
}
