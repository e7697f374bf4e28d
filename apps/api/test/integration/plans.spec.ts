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
import { countStatement, cursorOf, listStatement } from '../../src/modules/tickets/ticket-list.js';
import { TicketRepository } from '../../src/modules/tickets/ticket.repository.js';
import type { Cursor } from '../../src/platform/http/cursor.js';
import type { Statement } from '../../src/platform/database/sql.js';
import type { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import {
  numberSearched,
  type Search,
  SEARCH_PLAN,
  seesInternal,
  type Window,
  windowsOf,
  type WordSearch,
} from '../../src/modules/tickets/ticket-search.js';
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

async function searchOf(text: string, caller = callers().agent): Promise<Search> {
  const number = numberSearched(text);
  if (number) return number;
  return inTenant(async () => {
    const params = [company.tenantId, text, seesInternal(caller)];
    const { rows } = await app.query<WordSearch>(SEARCH_PLAN.text, params);
    return rows[0]!;
  });
}

async function planOfList(
  caller: Caller,
  raw: Record<string, string>,
  window: Window | null = null,
  run = explain,
) {
  const query = endpoints.tickets.list.query.parse(raw) as TicketQuery;
  const search = query.search === undefined ? null : await searchOf(query.search, caller);
  const { statement, params } = listStatement(
    { caller, query, search, cursor: undefined, limit: LIMIT },
    window,
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
        const plan = await planOfList(callers().admin, { ...raw, ordering }, null, explainPrepared);
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
    'finds tickets with "%s" without reading others',
    async (search) => {
      expect(await searchOf(search)).toMatchObject({ how: 'ids' });
      const plan = await find({ search });
      expect(plan.sequential).toEqual([]);
      expect(plan.sortsOnDisk).toBe(false);
      expect(plan.rowsRead('tickets')).toBeLessThanOrEqual(TICKETS / 20);
    },
  );

  it('reads down the list for a word that stands in many messages, and stops at a page', async () => {
    const search = (await searchOf('factura')) as WordSearch;
    expect(search).toMatchObject({ how: 'down' });
    const plan = await planOfList(callers().agent, { search: 'factura' }, windowsOf(search)![0]);
    expect(plan.rows).toBe(LIMIT);
    expect(plan.sequential).toEqual([]);
    expect(plan.rowsRead('tickets')).toBeLessThanOrEqual(SPARE);
    expect(plan.rowsRead('ticket_messages')).toBeLessThanOrEqual(4 * SPARE);
  });

  it('knows prefixes of words that are each rare by a sample', async () => {
    expect(await searchOf('f')).toMatchObject({ how: 'down' });
    expect(await searchOf('zzzzzz')).toMatchObject({ how: 'ids', ids: '{}' });
    expect(await searchOf('...')).toMatchObject({ how: 'nothing', query: null });
  });

  it('asks the index for the words that are not everywhere', async () => {
    expect(await searchOf('f garantia')).toMatchObject({
      query: expect.stringContaining('garanti'),
      rest: expect.stringContaining(':f'),
    });
  });

  it('reads of a window only the messages that match', async () => {
    const word = await wordOfShare(0.02);
    const search = (await searchOf(word)) as WordSearch;
    const settings = 'SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off';
    await database.admin.query(`BEGIN; ${settings}; SET LOCAL enable_indexscan = off`);
    const { rows: looked } = await database.admin.query<{ ids: string[] }>(
      `SELECT array_agg(t.id::text) AS ids FROM (SELECT id FROM tickets WHERE tenant_id = $1
         ORDER BY updated_at DESC LIMIT 2000) t`,
      [company.tenantId],
    );
    await database.admin
      .query(`PREPARE among (tsquery, uuid[]) AS SELECT DISTINCT m.ticket_id FROM ticket_messages m
      WHERE m.search @@ $1 AND m.tenant_id = ${company.tenantId} AND m.ticket_id = ANY ($2)`);
    const { rows } = await database.admin.query(
      `EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE among (${pg.escapeLiteral(search.query!)}, '{${looked[0]!.ids.join()}}')`,
    );
    await database.admin.query('DEALLOCATE among; ROLLBACK');
    const plan = readPlan((rows[0] as { 'QUERY PLAN': unknown })['QUERY PLAN']);
    expect(plan.rows).toBeGreaterThan(0);
    expect(plan.rowsRead('ticket_messages')).toBeLessThanOrEqual(6 * plan.rows);
  });
});

/** A word that stands in about this part of the messages, by the statistics. */
async function wordOfShare(share: number): Promise<string> {
  const { rows } = await database.admin.query<{ word: string }>(
    `SELECT substr(k.lexeme, 3) AS word
     FROM pg_stats s, unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) k (lexeme, share)
     WHERE s.tablename = 'ticket_messages' AND s.attname = 'search' AND k.lexeme ~ $1
     ORDER BY abs(k.share - $2::real / 2), 1 LIMIT 1`,
    [`^${company.tenantId}:[a-z]{5,}$`, share],
  );
  return rows[0]!.word;
}

describe('A search, however it is made', () => {
  const repository = () => {
    const query = async (statement: Statement, params: readonly unknown[] = []) =>
      (await app.query(statement.text, params.map(toWire))).rows;
    const read = (tenantId: number, work: (tx: unknown) => Promise<unknown>) =>
      inTenant(() => work({ tenantId, query }));
    return new TicketRepository({ read } as unknown as UnitOfWork);
  };

  /** The first tickets of the list by its cursors, in pages of so many. */
  async function walk(caller: Caller, query: TicketQuery, pages: number, size: number): Promise<string[]> {
    const ids: string[] = [];
    let cursor: Cursor | undefined;
    for (let page = 0; page < pages; page += 1) {
      const { rows, reached } = await repository().list(caller, query, cursor, size + 1);
      ids.push(...rows.slice(0, size).map(({ id }) => id));
      if (rows.length <= size && !reached) break;
      cursor = { at: reached ?? cursorOf(query.ordering)(rows[size - 1]!), backwards: false };
    }
    return ids;
  }

  const lists = new Map<string, string[]>();
  /** The whole list without what is searched for. */
  async function listed(caller: Caller, query: TicketQuery): Promise<string[]> {
    const key = JSON.stringify([caller.role, query]);
    if (!lists.has(key)) {
      const { statement, params } = listStatement({
        caller,
        query,
        search: null,
        cursor: undefined,
        limit: TICKETS,
      });
      const ids = `SELECT list.id FROM (${statement.text}) list`;
      const { rows } = await inTenant(() => app.query<{ id: string }>(ids, params.map(toWire)));
      lists.set(
        key,
        rows.map(({ id }) => id),
      );
    }
    return lists.get(key)!;
  }

  /** What should be found, by looking at every message. */
  async function all(caller: Caller, { search: words, ...query }: TicketQuery): Promise<string[]> {
    const search = (await searchOf(words!, caller)) as WordSearch;
    const { rows } = await database.admin.query<{ id: string }>(
      `SELECT DISTINCT ticket_id AS id FROM ticket_messages WHERE tenant_id = $1
         AND search @@ $2::tsquery AND ($3::tsquery IS NULL OR search @@ $3::tsquery) AND (public OR $4)`,
      [company.tenantId, search.query, search.rest, caller.role !== 'customer'],
    );
    const found = new Set(rows.map(({ id }) => id));
    return (await listed(caller, query)).filter((id) => found.has(id));
  }

  it.each([
    'factura',
    'de la',
    'garantia monitor',
    'err4',
    'f garantia',

    'zzzzzz',
    'of two parts in hundred',
  ])('finds the same tickets in the same order: %s', async (text) => {
    const words = text.startsWith('of ') ? await wordOfShare(0.02) : text;
    const filters = [{}, { department: '6' }, { status: 'open,pending' }];
    const wrong: string[] = [];
    for (const role of ROLES) {
      for (const [i, ordering] of ['-updated_at', 'created_at', '-priority', 'sla_due_at'].entries()) {
        const raw = { search: words, ordering, ...filters[i % filters.length] };
        const query = endpoints.tickets.list.query.parse(raw) as TicketQuery;
        const wanted = await all(callers()[role], query);
        const got = await walk(callers()[role], query, 4, 25);
        const same = JSON.stringify(got) === JSON.stringify(wanted.slice(0, got.length));
        if (!same || got.length < Math.min(26, wanted.length)) {
          wrong.push(`${role} ${JSON.stringify(raw)}: ${got.length} of ${wanted.length}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each<[search: string, filter: Record<string, string>]>([
    ['factura', {}],
    ['factura', { department: '6' }],
    ['of two parts in hundred', {}],
    ['of two parts in hundred', { department: '6', status: 'open' }],
    ['garantia monitor', {}],
  ])('counts what it finds of %s with %j, and says so where there may be more', async (text, filter) => {
    const caller = callers().admin;
    const search = text.startsWith('of ') ? await wordOfShare(0.02) : text;
    const query = endpoints.tickets.list.query.parse({ search, ...filter }) as TicketQuery;
    const found = await searchOf(search, caller);
    const window = windowsOf(found)?.at(-1) ?? null;
    const { search: _, ...rest } = query;
    const list = await listed(caller, rest);
    const right = await all(caller, query);
    const { statement, params } = countStatement({ caller, query, search: found }, TICKETS, window);
    const { rows } = await inTenant(() => app.query(statement.text, params.map(toWire)));
    const reach = Math.min(window?.reach ?? Infinity, list.length);
    const within = new Set(list.slice(0, reach));
    expect(rows).toEqual([
      {
        count: right.filter((id) => within.has(id)).length,
        more: reach < list.length || reach === window?.reach,
      },
    ]);
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
