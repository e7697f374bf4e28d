import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { endpoints, type TicketQuery } from '@noxdesk/contracts';
import pg from 'pg';
import { generate } from '../../bench/generate/generate.js';
import type { Company, Person } from '../../bench/generate/people.js';
import { scaleOf } from '../../bench/generate/scale.js';
import type { Caller } from '../../src/platform/http/caller.js';
import { appUrl } from '../../src/platform/database/app-role.js';
import { SESSION_OPTIONS } from '../../src/platform/database/session-options.js';
import { toWire } from '../../src/platform/database/wire-values.js';
import { listStatement } from '../../src/modules/tickets/ticket-list.js';
import { numberSearched, type Search, type WordSearch } from '../../src/modules/tickets/ticket-search.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type Plan, readPlan } from '../support/plan.js';

// Real: PostgreSQL, the migrated schema, row-level security, the application's own statements and sign-in.

const TICKETS = 20_000;
const LIMIT = 26;
/** Rows that may be read beside the page where an index carries a list: what filters throw out on the way. */
const SPARE = 1_500;

let database: TestDatabase;
let app: pg.Client;
let company: Company;

beforeAll(async () => {
  database = await createTestDatabase();
  const adminUrl = new URL(process.env.NOXDESK_TEST_ADMIN_DATABASE_URL!);
  adminUrl.pathname = new URL(database.ownerUrl).pathname;
  const scale = scaleOf(TICKETS, {
    messagesPerTicket: 3,
    departments: 6,
    longThreads: { messages: 300, count: 1 },
  });
  [company] = (await generate(adminUrl.href, scale)) as [Company];
  app = new pg.Client({
    connectionString: appUrl(database.ownerUrl, undefined),
    options: SESSION_OPTIONS,
  });
  await app.connect();
}, 120_000);

afterAll(async () => {
  await app?.end();
  await database?.drop();
});

const callerOf = (person: Person, role: Caller['role'], departmentIds: readonly number[]): Caller => ({
  tenantId: company.tenantId,
  tenant: { slug: 'uno', name: 'Uno' },
  userId: person.id,
  email: person.email,
  name: person.name,
  role,
  canAccessTicketing: true,
  departmentIds,
  organizationId: person.organizationId,
  sharesTickets: person.organizationId !== null,
  locale: 'es',
  notifications: {},
  scopes: null,
  session: null,
  tokenId: null,
  mustEnrol: false,
  channel: 'web',
});

const callers = () => ({
  admin: callerOf(company.admin, 'admin', []),
  agent: callerOf(company.agents[0]!, 'agent', company.agents[0]!.departments),
  customer: callerOf(
    company.requesters.find(({ organizationId }) => organizationId !== null)!,
    'customer',
    [],
  ),
});

async function explain(text: string, params: readonly unknown[]): Promise<Plan> {
  return inTenant(async () => {
    const { rows } = await app.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`, [...params]);
    return readPlan((rows[0] as { 'QUERY PLAN': unknown })['QUERY PLAN']);
  });
}

/** As the application runs a statement that it runs often: planned once, for every value of its parameters. */
async function explainPrepared(text: string, params: readonly unknown[]): Promise<Plan> {
  const values = params.map((value) => {
    const sent = toWire(value);
    return sent === null ? 'NULL' : pg.escapeLiteral(sent.toString());
  });
  const probe = `EXECUTE probe ${values.length > 0 ? `(${values.join(', ')})` : ''}`;
  return inTenant(async () => {
    await app.query(`PREPARE probe AS ${text}`);
    // After five of its own, PostgreSQL compares what plans for the values and the one for all would cost.
    for (let i = 0; i < 6; i += 1) await app.query(probe);
    const { rows } = await app.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${probe}`);
    const { rows: made } = await app.query<{ generic: string }>(
      `SELECT generic_plans AS generic FROM pg_prepared_statements WHERE name = 'probe'`,
    );
    await app.query('DEALLOCATE probe');
    expect(Number(made[0]!.generic)).toBeGreaterThan(0);
    return readPlan((rows[0] as { 'QUERY PLAN': unknown })['QUERY PLAN']);
  });
}

async function inTenant<Result>(work: () => Promise<Result>): Promise<Result> {
  await app.query(`BEGIN; SET LOCAL noxdesk.tenant = '${company.tenantId}'`);
  try {
    return await work();
  } finally {
    await app.query('ROLLBACK');
  }
}

async function searchOf(text: string): Promise<Search> {
  const number = numberSearched(text);
  if (number) return number;
  await app.query(`BEGIN; SET LOCAL noxdesk.tenant = '${company.tenantId}'`);
  const { rows } = await app.query<WordSearch>('SELECT query, common FROM search_plan($1, $2)', [
    company.tenantId,
    text,
  ]);
  await app.query('ROLLBACK');
  return rows[0]!;
}

async function planOfList(
  caller: Caller,
  raw: Record<string, string>,
  how: 'by index' | 'read down' = 'by index',
  run = explain,
) {
  const query = endpoints.tickets.list.query.parse(raw) as TicketQuery;
  const search = query.search === undefined ? null : await searchOf(query.search);
  const { statement, params } = listStatement(
    { caller, query, search, cursor: undefined, limit: LIMIT },
    how,
  );
  return run(statement.text, params);
}

/** How many tickets of the tenant the filter leaves, whoever asks. */
async function matching(raw: Record<string, string>): Promise<number> {
  const query = endpoints.tickets.list.query.parse(raw) as TicketQuery;
  const { statement, params } = listStatement({
    caller: callers().admin,
    query,
    search: null,
    cursor: undefined,
    limit: TICKETS,
  });
  return (await explain(statement.text, params)).rows;
}

const FILTERS: Record<string, () => Record<string, string>> = {
  'no filter': () => ({}),
  'one state': () => ({ status: 'new' }),
  'states that few tickets are in': () => ({ status: 'open,pending,on_hold' }),
  'a state that most tickets are in': () => ({ status: 'closed' }),
  'a priority': () => ({ priority: 'critical' }),
  'a department': () => ({ department: '1' }),
  'a small department': () => ({ department: '6' }),
  departments: () => ({ department: '2,5' }),
  'the caller as assignee': () => ({ assignee: 'me' }),
  'no assignee': () => ({ assignee: 'none' }),
  'a requester': () => ({ requester: company.requesters[5]!.id }),
  'a requester by address': () => ({ requester: company.requesters[5]!.email }),
  'a breached target': () => ({ sla: 'breached' }),
  'a target that is due soon': () => ({ sla: 'due_soon' }),
  'a tag': () => ({ tag: 'legal' }),
  'a day of creation': () => ({
    created_after: '2026-03-01T00:00:00Z',
    created_before: '2026-03-02T00:00:00Z',
  }),
  'recent changes': () => ({ updated_after: '2026-09-28T00:00:00Z' }),
  'a queue: open, in a department, nobody has it': () => ({
    status: 'new,open',
    department: '1',
    assignee: 'none',
  }),
};
const ORDERINGS = [
  '-updated_at',
  'updated_at',
  '-created_at',
  'created_at',
  '-priority',
  'priority',
  '-sla_due_at',
  'sla_due_at',
];
const ROLES = ['admin', 'agent', 'customer'] as const;

describe('The list of tickets reads by index', () => {
  for (const [name, filter] of Object.entries(FILTERS)) {
    it(`with ${name}, in every order, for every role`, async () => {
      const found = await matching(filter());
      const wrong: string[] = [];
      for (const role of ROLES) {
        for (const ordering of ORDERINGS) {
          const plan = await planOfList(callers()[role], { ...filter(), ordering });
          const read = plan.rowsRead('tickets');
          const most = Math.min(found, TICKETS / 2) * 1.2 + SPARE;
          if (plan.sequential.length > 0)
            wrong.push(`${role} ${ordering}: reads all of ${plan.sequential.join(', ')}`);
          if (plan.sortsOnDisk) wrong.push(`${role} ${ordering}: sorts on disk`);
          if (read > most)
            wrong.push(`${role} ${ordering}: reads ${read} tickets for ${plan.rows} of ${found}`);
        }
      }
      expect(wrong).toEqual([]);
    });
  }
});

describe('A list by department, state or assignee', () => {
  it.each<[raw: Record<string, string>, places: number]>([
    [{ status: 'new' }, 1],
    [{ status: 'new,open,pending' }, 3],
    [{ department: '6' }, 1],
    [{ department: '1,2,3,4,5,6', status: 'new,open,pending,on_hold' }, 24],
    [{ department: '6', status: 'on_hold' }, 1],
    [{ assignee: 'agent' }, 6],
    [{ assignee: 'agent', status: 'open,pending' }, 2],
  ])(
    'is planned once, and reads no more than a page for each place it looks at: %j',
    async (asked, places) => {
      const raw = { ...asked, ...(asked.assignee && { assignee: company.agents[0]!.id }) };
      for (const ordering of ['-updated_at', 'updated_at']) {
        const plan = await planOfList(callers().admin, { ...raw, ordering }, 'by index', explainPrepared);
        expect(plan.sequential).toEqual([]);
        // A page of each place, and the rows of the page once more.
        expect(plan.rowsRead('tickets')).toBeLessThanOrEqual(places * LIMIT + LIMIT);
      }
    },
  );
});

describe('Every other way to find a ticket reads by index', () => {
  const find = (raw: Record<string, string>) => planOfList(callers().agent, raw);

  it('finds a ticket by its number', async () => {
    const plan = await find({ search: 'TK-000777' });
    expect(plan.sequential).toEqual([]);
    expect(plan.rowsRead('tickets')).toBeLessThanOrEqual(1);
  });

  it.each(['garantia monitor', 'err43', 'agent1.uno@empresa.test', 'zzzzzz'])(
    'finds messages with "%s" without reading others',
    async (search) => {
      const plan = await find({ search });
      expect(plan.sequential).toEqual([]);
      expect(plan.sortsOnDisk).toBe(false);
      // The messages are read inside the function; of tickets, those that it found.
      expect(plan.rowsRead('tickets')).toBeLessThanOrEqual(TICKETS / 20);
    },
  );

  it('reads down the list for a word that stands in many messages, and stops at a page', async () => {
    expect(await searchOf('factura')).toMatchObject({ common: true });
    const plan = await planOfList(callers().agent, { search: 'factura' }, 'read down');
    expect(plan.rows).toBe(LIMIT);
    expect(plan.sequential).toEqual([]);
    expect(plan.rowsRead('tickets')).toBeLessThanOrEqual(SPARE);
    expect(plan.rowsRead('ticket_messages')).toBeLessThanOrEqual(4 * SPARE);
  });

  it('takes a word for common only where the statistics of this tenant say so', async () => {
    expect(await searchOf('garantia monitor')).toMatchObject({ common: false });
    expect(await searchOf('zzzzzz')).toEqual({ query: expect.stringContaining(':*'), common: false });
    expect(await searchOf('...')).toEqual({ query: null, common: false });
  });
});

describe('The sweeps read only what is due', () => {
  it.each([
    ['tickets_with_sla_due', 'sla_check_at'],
    ['tickets_to_close', 'auto_close_at'],
  ])('%s', async (_, column) => {
    const text = `SELECT t.tenant_id, t.id FROM tickets t WHERE t.${column} <= $1 ORDER BY t.${column} LIMIT 1000`;
    const { rows } = await database.admin.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, [
      new Date(Date.UTC(2026, 9, 1, 1)),
    ]);
    const plan = readPlan((rows[0] as { 'QUERY PLAN': unknown })['QUERY PLAN']);
    expect(plan.sequential).toEqual([]);
    expect(plan.rowsRead('tickets')).toBe(plan.rows);
  });
});
