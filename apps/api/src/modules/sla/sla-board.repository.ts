import { Injectable } from '@nestjs/common';
import type { Calendar } from '@noxdesk/domain';
import { sql } from '../../platform/database/sql.js';
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
  more: boolean;
}

/** Entries of the index that are read for a cell: what lies beyond is told as «more». */
export const MOST_IN_A_CELL = 1_000;

const CALENDARS = sql(
  'sla.calendars',
  `SELECT policy_id, version, calendar FROM sla_policy_versions WHERE tenant_id = $1`,
);

/** The counts of one place. `holder` is a condition on the assignee that the index can look up. */
const countsOf = (holder: string) => `
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS overdue FROM (
      SELECT 1 FROM tickets t
      WHERE t.tenant_id = $1 AND t.department_id = d.id AND ${holder} AND t.sla_due_at <= $2
      LIMIT ${MOST_IN_A_CELL}) late) o
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS read,
      (count(*) FILTER (WHERE coming.sla_due_at <= h.within_1h))::int AS within_1h,
      (count(*) FILTER (WHERE coming.sla_due_at <= h.within_4h))::int AS within_4h,
      (count(*) FILTER (WHERE coming.sla_due_at <= h.within_24h))::int AS within_24h
    FROM (
      SELECT t.sla_due_at, t.sla_policy_id, t.sla_policy_version FROM tickets t
      WHERE t.tenant_id = $1 AND t.department_id = d.id AND ${holder} AND t.sla_due_at > $2 AND t.sla_due_at <= $8
      ORDER BY t.sla_due_at LIMIT ${MOST_IN_A_CELL}) coming
    LEFT JOIN unnest($3::uuid[], $4::int[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[])
      AS h (policy, version, within_1h, within_4h, within_24h)
      ON h.policy = coming.sla_policy_id AND h.version = coming.sla_policy_version) c`;
const DEPARTMENTS = `(SELECT id, name, slug FROM departments
    WHERE tenant_id = $1 AND ($9::int[] IS NULL OR id = ANY ($9))) d`;
const COUNTED = `o.overdue, c.within_1h, c.within_4h, c.within_24h,
    o.overdue = ${MOST_IN_A_CELL} OR c.read = ${MOST_IN_A_CELL} AS more`;

/**
 * From place to place by the index, each read no further than a cell shows: never a count over the tenant. Exported
 * for the test of its plan.
 */
export const BOARD = sql(
  'sla.board',
  `SELECT * FROM (
     SELECT d.id AS department_id, d.name AS department_name, d.slug AS department_slug, NULL::uuid AS assignee_id,
       NULL AS assignee_name, NULL AS assignee_email, ${COUNTED}
     FROM ${DEPARTMENTS} ${countsOf('t.assignee_id IS NULL')}
     UNION ALL
     SELECT d.id, d.name, d.slug, a.id, u.name, u.email, ${COUNTED}
     FROM ${DEPARTMENTS}
     CROSS JOIN LATERAL (
       WITH RECURSIVE holders AS (
         (SELECT t.assignee_id AS id FROM tickets t
          WHERE t.tenant_id = $1 AND t.department_id = d.id AND t.sla_due_at IS NOT NULL AND t.assignee_id IS NOT NULL
          ORDER BY t.assignee_id LIMIT 1)
         UNION ALL
         SELECT (SELECT t.assignee_id FROM tickets t
            WHERE t.tenant_id = $1 AND t.department_id = d.id AND t.sla_due_at IS NOT NULL AND t.assignee_id > h.id
            ORDER BY t.assignee_id LIMIT 1)
         FROM holders h WHERE h.id IS NOT NULL)
       SELECT id FROM holders WHERE id IS NOT NULL) a
     JOIN users u ON u.tenant_id = $1 AND u.id = a.id
     ${countsOf('t.assignee_id = a.id')}) cells
   WHERE overdue > 0 OR within_24h > 0 OR more
   ORDER BY department_id, assignee_name NULLS FIRST, assignee_id`,
);

/** What is due soon, by place. Every call takes part in the transaction that is open. */
@Injectable()
export class SlaBoardRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  calendars(): Promise<VersionCalendar[]> {
    const { tx } = this.unitOfWork;
    return tx.query<VersionCalendar>(CALENDARS, [tx.tenantId]);
  }

  /** @param departments null: all of them */
  board(now: Date, horizons: readonly Horizon[], departments: readonly number[] | null): Promise<BoardRow[]> {
    const { tx } = this.unitOfWork;
    return tx.query<BoardRow>(BOARD, [tx.tenantId, ...boardParams(now, horizons, departments)]);
  }
}

/** The parameters of {@link BOARD} after the tenant. */
export function boardParams(
  now: Date,
  horizons: readonly Horizon[],
  departments: readonly number[] | null,
): unknown[] {
  const within = [0, 1, 2].map((index) => horizons.map((horizon) => horizon.within[index]!));
  const last = within[2]!.reduce((latest, at) => (at > latest ? at : latest), now);
  const versions = [horizons.map(({ policy }) => policy), horizons.map(({ version }) => version)];
  return [now, ...versions, ...within, last, departments];
}
