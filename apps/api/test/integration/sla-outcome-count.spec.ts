import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generate } from '../../bench/generate/generate.js';
import { scaleOf } from '../../bench/generate/scale.js';
import { COUNT_OUTCOMES } from '../../src/platform/database/migrations/0004-sla.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { keptOutcomes, recountedOutcomes } from '../support/sla-outcomes.js';

// Real: PostgreSQL, the migrated schema, two thousand tickets with the lives that the application gives them.
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  const adminUrl = new URL(process.env.NOXDESK_TEST_ADMIN_DATABASE_URL!);
  adminUrl.pathname = new URL(database.ownerUrl).pathname;
  const size = { messagesPerTicket: 3, departments: 4, longThreads: { messages: 50, count: 1 } };
  // It copies rows past the triggers, as a database looks that was filled before there were any.
  await generate(adminUrl.href, scaleOf(1_000, size));
}, 120_000);
afterAll(() => database?.drop());

describe('the counts of outcomes', () => {
  it('are made of the tickets that are there when they are introduced', async () => {
    expect(await keptOutcomes(database)).toEqual([]);
    await database.admin.query(COUNT_OUTCOMES);
    const kept = await keptOutcomes(database);
    expect(kept.length).toBeGreaterThan(100);
    expect(kept).toEqual(await recountedOutcomes(database));
  });
});
