import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addBusinessTime } from '@noxdesk/domain';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { BOARD, boardParams, MOST_IN_A_CELL } from '../../src/modules/sla/sla-board.repository.js';
import { COMPLIANCE, FOLD } from '../../src/modules/sla/sla-outcomes.repository.js';
import { NEXT } from '../../src/modules/tickets/sla-rejudging.repository.js';
import { appUrl } from '../../src/platform/database/app-role.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { readPlan } from '../support/plan.js';

// Real: PostgreSQL, the migrated schema, row-level security, the application's own statements and sign-in.
const TICKETS = 60_000;
const AGENTS = 5;
const DEPARTMENTS = 2;
const NOW = '2026-10-01T12:00:00Z';
const policy = uuidv7();

let database: TestDatabase;
let app: pg.Client;

// As many tickets as would be a hundred times what a board can show, a half of them overdue: light rows, with the
// columns and the state that the reports go by. One in twenty is unfinished, which the reports do not ask about.
beforeAll(async () => {
  database = await createTestDatabase();
  const { admin } = database;
  await admin.query(`SELECT create_tenant('acme', 'Acme', '{}', now())`);
  await admin.query(
    `INSERT INTO departments (tenant_id, id, name, slug, created_at)
     SELECT 1, i, 'D' || i, 'd' || i, now() FROM generate_series(1, $1) i`,
    [DEPARTMENTS],
  );
  await admin.query(
    `INSERT INTO users (tenant_id, id, email, name, role, can_access_ticketing, created_at, updated_at)
     SELECT 1, ('00000000-0000-7000-8000-00000000000' || i)::uuid, 'u' || i || '@a.test', 'U' || i,
       CASE i WHEN 0 THEN 'customer' ELSE 'agent' END, true, now(), now() FROM generate_series(0, $1) i`,
    [AGENTS],
  );
  await admin.query(
    `INSERT INTO sla_policies (tenant_id, id, name, is_default, created_at) VALUES (1, $1, 'P', true, now())`,
    [policy],
  );
  await admin.query(
    `INSERT INTO tickets (tenant_id, id, number, subject, status, priority, department_id, requester_id, assignee_id,
       channel, sla_state, sla_due_at, created_at, updated_at)
     SELECT 1, gen_random_uuid(), i, 'T', CASE i % 20 WHEN 0 THEN 'open' ELSE 'closed' END, 1 + i % 5, 1 + (i / 6) % $3,
       '00000000-0000-7000-8000-000000000000',
       CASE i % 6 WHEN 0 THEN NULL ELSE ('00000000-0000-7000-8000-00000000000' || i % 6)::uuid END, 'web',
       jsonb_build_object('policy', $2::text, 'version', 1, 'next_response', NULL,
         'first_response', clock, 'resolution', clock),
       $4::timestamptz + (i - $1 / 2) * interval '20 s', $4::timestamptz - i * interval '1 min', now()
     FROM generate_series(1, $1) i, jsonb_build_object('cycle', 1, 'reached', '[]'::jsonb,
       'segments', jsonb_build_array(jsonb_build_object('state', 'running'))) AS clock`,
    [TICKETS, policy, DEPARTMENTS, NOW],
  );
  await admin.query('VACUUM (ANALYZE) tickets, sla_outcome_changes');
  app = new pg.Client({ connectionString: appUrl(database.ownerUrl, undefined) });
  await app.connect();
}, 180_000);
afterAll(async () => {
  await app?.end();
  await database?.drop();
});

async function inTenant<Row extends object>(text: string, params: readonly unknown[]): Promise<Row[]> {
  await app.query(`BEGIN; SET LOCAL noxdesk.tenant = '1'`);
  try {
    return (await app.query<Row>(text, [...params])).rows;
  } finally {
    await app.query('ROLLBACK');
  }
}
const explain = async (text: string, params: readonly unknown[]) => {
  const [row] = await inTenant<{ 'QUERY PLAN': unknown }>(
    `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`,
    params,
  );
  return { plan: readPlan(row!['QUERY PLAN']), text: JSON.stringify(row) };
};

describe(`the board over ${TICKETS} tickets with a running target`, () => {
  const after = (hours: number) => new Date(addBusinessTime(null, NOW, hours * 60));
  const params = () => [
    1,
    ...boardParams(new Date(NOW), [{ policy, version: 1, within: [after(1), after(4), after(24)] }], null),
  ];

  it('reads from its index alone, and of each cell no more than it shows', async () => {
    const { plan, text } = await explain(BOARD.text, params());
    const cells = DEPARTMENTS * (AGENTS + 1);
    expect(plan.sequential).toEqual([]);
    expect(plan.rowsRead('tickets')).toBeLessThanOrEqual(cells * (2 * MOST_IN_A_CELL + 2));
    expect(text).toContain('tickets_sla_board');
    expect(text).not.toMatch(/"Node Type": ?"(Index Scan|Bitmap Heap Scan)"[^}]*"Relation Name": ?"tickets"/);
  });

  it('says where there are more than it counted, and counts exactly where there are not', async () => {
    const rows = await inTenant<Record<string, number | boolean>>(BOARD.text, params());
    expect(rows).toHaveLength(DEPARTMENTS * (AGENTS + 1));
    for (const row of rows) {
      // Due every 20 s over all, so every 4 minutes in each of the 12 places: 15 an hour.
      expect(row).toMatchObject({
        overdue: MOST_IN_A_CELL,
        within_1h: 15,
        within_4h: 60,
        within_24h: 360,
        more: true,
      });
    }
  });
});

describe(`compliance over ${TICKETS} tickets`, () => {
  const period = [1, '2026-01-01', '2026-12-31', null, null];

  it.each(['week', 'department', 'priority'] as const)(
    'by %s reads kept counts, no ticket',
    async (group) => {
      const { plan } = await explain(COMPLIANCE[group].text, period);
      expect(plan.rowsRead('tickets')).toBe(0);
    },
  );

  it('reads a row for each day, department, priority and target once changes are folded', async () => {
    const before = await inTenant(COMPLIANCE.week.text, period);
    await database.admin.query(FOLD.text, [1, TICKETS]);
    await database.admin.query('VACUUM (ANALYZE) sla_outcomes, sla_outcome_changes');
    expect(await inTenant(COMPLIANCE.week.text, period)).toEqual(before);
    const { plan } = await explain(COMPLIANCE.week.text, period);
    const days = Math.ceil(TICKETS / 1_440) + 1;
    expect(plan.rowsRead('sla_outcomes')).toBeLessThanOrEqual(days * DEPARTMENTS * 5 * 2);
    expect(plan.rowsRead('sla_outcome_changes')).toBe(0);
  });
});

describe('an application of a policy version', () => {
  it('reads batch after batch of unfinished tickets by their ids, and no finished one', async () => {
    const middle = '80000000-0000-4000-8000-000000000000';
    for (const department of [null, 1]) {
      const { plan, text } = await explain(NEXT.text, [1, middle, null, null, department, 200]);
      expect(plan.rows).toBe(200);
      expect(plan.sequential).toEqual([]);
      // Half of the unfinished ones are in the department.
      expect(plan.rowsRead('tickets')).toBeLessThanOrEqual(department === null ? 200 : 600);
      expect(text).not.toContain('"Node Type":"Sort"');
    }
  });
});
