import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { sql } from '../../src/platform/database/sql.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { createTenant, type TestTenant } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';

// Real: PostgreSQL and the function that takes jobs from the outbox. The jobs are known to nobody, so none is run.
let app: TestApp;
let work: UnitOfWork;
let flooding: TestTenant;
let quiet: TestTenant;

const ADD = sql(
  'test.add-jobs',
  `INSERT INTO outbox_jobs (tenant_id, id, job, payload, due_at, created_at)
   SELECT $1, id, 'test.nothing', '{}', $3::timestamptz + ordinality * interval '1 millisecond', $3
   FROM unnest($2::uuid[]) WITH ORDINALITY AS given (id, ordinality)`,
);
const CLAIM = sql('test.claim', `SELECT id, rank FROM claim_outbox_jobs(now(), '1 minute', $1)`);
const RANKS = sql('test.ranks', 'SELECT id, rank FROM outbox_jobs WHERE tenant_id = $1 ORDER BY rank');
const DONE = sql('test.done', 'DELETE FROM outbox_jobs WHERE tenant_id = $1 AND id = ANY ($2)');

beforeAll(async () => {
  app = await startTestApp({ env: { LOG_LEVEL: 'fatal' } });
  work = app.app.get(UnitOfWork, { strict: false });
  flooding = await createTenant(app);
  quiet = await createTenant(app);
});

afterAll(() => app?.close());

const add = async (tenant: TestTenant, count: number): Promise<string[]> => {
  const ids = Array.from({ length: count }, () => uuidv7());
  const due = new Date(Date.now() - 60_000);
  await work.run(tenant.id, (tx) => tx.query(ADD, [tenant.id, ids, due]));
  await work.definer(CLAIM, [1_000]);
  return ids;
};
const ranksOf = async (tenant: TestTenant) => {
  const rows = await work.read(tenant.id, (tx) => tx.query<{ id: string; rank: string }>(RANKS, [tenant.id]));
  return rows.map(({ id, rank }) => ({ id, rank: Number(rank) }));
};
const done = (tenant: TestTenant, ids: readonly string[]) =>
  work.run(tenant.id, (tx) => tx.query(DONE, [tenant.id, ids]));

it('takes the few jobs of one tenant in between the many of another, and each tenant’s in their order', async () => {
  const many = await add(flooding, 50);
  expect((await ranksOf(flooding)).map(({ id }) => id)).toEqual(many);
  const few = await add(quiet, 2);
  const ranks = await ranksOf(quiet);
  expect(ranks.map(({ id }) => id)).toEqual(few);
  const before = (await ranksOf(flooding)).filter(({ rank }) => rank < ranks.at(-1)!.rank);
  // At most one of the flood for each of theirs, and the one at the head.
  expect(before.length).toBeLessThanOrEqual(3);
});

it('goes on in turn where the flood has been served for a while, and begins anew once nothing is left', async () => {
  const served = (await ranksOf(flooding)).slice(0, 40).map(({ id }) => id);
  await done(flooding, served);
  await done(
    quiet,
    (await ranksOf(quiet)).map(({ id }) => id),
  );
  await add(flooding, 20);
  await add(quiet, 1);
  const [one] = await ranksOf(quiet);
  const flood = await ranksOf(flooding);
  expect(flood).toHaveLength(30);
  expect(flood.filter(({ rank }) => rank < one!.rank).length).toBeLessThanOrEqual(2);
  await done(quiet, [one!.id]);
  await done(
    flooding,
    flood.map(({ id }) => id),
  );
  await add(flooding, 1);
  expect((await ranksOf(flooding))[0]!.rank).toBe(1);
});
