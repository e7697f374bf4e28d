import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findRedis, type RunningService, startRedis } from '@noxdesk/embedded';
import { Redis } from 'ioredis';
import { createTenant, createUser, type TestUser } from '../factories/people.js';
import { MONDAY } from '../factories/sla.js';
import { change, openTicket, reply } from '../factories/tickets.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/clock.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { buildWorker, SharedClock, Workers } from '../support/workers.js';

// Real: PostgreSQL, a Redis of its own that is emptied, worker processes of the built product that are killed.
// Not real: the clock, a file that all processes read.
const TICKETS = 1_000;
const STEP_MINUTES = 60;
const MARCH_HOURS = 80;
const HOURS = { critical: [1, 4], urgent: [2, 8], high: [4, 24], medium: [8, 48], low: [24, 72] } as const;
const PRIORITIES = Object.keys(HOURS) as (keyof typeof HOURS)[];
const HOUR_MS = 3_600_000;

/** A ticket and what becomes of it: answered or resolved at a time, or left alone. */
interface Life {
  id: string;
  priority: keyof typeof HOURS;
  createdAt: number;
  answeredAt: number;
  resolvedAt: number;
}

// Reproducible: a run that fails can be run again (mulberry32).
const seed = Number(process.env.NOXDESK_TEST_SEED ?? Date.now() % 1_000_000);
let state = seed;
const random = () => {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;

const secret = randomBytes(32).toString('hex');
const folder = mkdtempSync(join(tmpdir(), 'noxdesk-redis-'));
let database: TestDatabase;
let redis: RunningService;
let commands: Redis;
let clock: SharedClock;
let api: TestApp;
let workers: Workers;
let agent: TestUser;
let customer: TestUser;

beforeAll(async () => {
  await buildWorker();
  clock = new SharedClock(MONDAY);
  database = await createTestDatabase();
  redis = await startRedis({ dataDir: folder, program: findRedis()!, durable: false });
  commands = new Redis(redis.url);
  process.env.NOXDESK_TEST_REDIS_URL = redis.url;
  const env = { PROCESS_ROLE: 'api', REDIS_URL: redis.url };
  api = await startTestApp({ clock, database, secret, env });
  workers = new Workers({ databaseUrl: database.ownerUrl, redisUrl: redis.url, secret, clock });
  const tenant = await createTenant(api);
  agent = await createUser(api, tenant, { role: 'agent' });
  customer = await createUser(api, tenant);
}, 180_000);
afterAll(async () => {
  await workers.killAll();
  await api.close();
  commands.disconnect();
  await redis.stop();
  await database.drop();
  clock.remove();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

async function openAll(): Promise<Life[]> {
  const lives: Life[] = [];
  for (let index = 0; index < TICKETS; index += 1) {
    if (index % 10 === 0) clock.advance(1);
    const priority = pick(PRIORITIES);
    const { id } = await openTicket(api, customer.token, { priority, subject: `Caso ${index}` });
    const createdAt = clock.now().getTime();
    const fate = random();
    const later = createdAt + random() * 60 * HOUR_MS;
    lives.push({
      id,
      priority,
      createdAt,
      answeredAt: fate < 0.3 ? later : Infinity,
      resolvedAt: fate >= 0.3 && fate < 0.5 ? later : Infinity,
    });
  }
  return lives;
}

/** Answers and resolves what is due for that; the time noted is the one at which it happened. */
async function live(lives: readonly Life[], done: Set<string>): Promise<void> {
  const now = clock.now().getTime();
  for (const life of lives) {
    if (done.has(life.id)) continue;
    if (life.answeredAt <= now) {
      life.answeredAt = now;
      await reply(api, agent.token, life.id, 'Lo miramos.');
      done.add(life.id);
    } else if (life.resolvedAt <= now) {
      life.resolvedAt = now;
      const response = await change(api, agent.token, life.id, { status: 'resolved' });
      if (response.statusCode !== 200) throw new Error(response.body);
      done.add(life.id);
    }
  }
}

/** Reckoned without the domain library: around the clock, a target is so many hours from creation. */
function expectedAlerts(lives: readonly Life[], end: number): Map<string, number> {
  const expected = new Map<string, number>();
  for (const { id, priority, createdAt, answeredAt, resolvedAt } of lives) {
    const [first, resolution] = HOURS[priority];
    const clocks = [
      ['first_response', first, Math.min(answeredAt, resolvedAt)],
      ['resolution', resolution, resolvedAt],
    ] as const;
    for (const [target, hours, settledAt] of clocks) {
      for (const percent of [80, 100]) {
        const at = createdAt + (hours * HOUR_MS * percent) / 100;
        if (at <= Math.min(end, settledAt)) expected.set(`${id} ${target} ${percent}`, at);
      }
    }
  }
  return expected;
}

async function raisedAlerts() {
  const { rows: keys } = await database.admin.query<{ key: string; at: Date }>(
    `SELECT ticket_id || ' ' || target || ' ' || percent AS key, raised_at AS at FROM sla_alerts`,
  );
  const { rows: messages } = await database.admin.query<{ key: string; at: Date }>(
    `SELECT ticket_id || ' ' || (event->>'target') || ' ' || (event->>'percent') AS key, created_at AS at
     FROM ticket_messages WHERE event->>'kind' IN ('sla_warning', 'sla_breach')`,
  );
  return { keys, messages };
}

describe(`a thousand tickets over ${MARCH_HOURS} hours (seed ${seed})`, () => {
  it('raise each due alert once and none early, through killed workers, an emptied Redis and six hours down', async () => {
    const lives = await openAll();
    const done = new Set<string>();
    await Promise.all([workers.start(), workers.start()]);
    const steps = (MARCH_HOURS * 60) / STEP_MINUTES;
    for (let step = 0; step < steps; step += 1) {
      clock.advance(STEP_MINUTES);
      await live(lives, done);
      if (random() < 0.08) await workers.killOne();
      if (random() < 0.05) await commands.flushall();
      if (step === Math.floor(steps / 3)) {
        await workers.killAll();
        clock.advance(6 * 60);
      }
      if (workers.count < 2 && random() < 0.5) await workers.start();
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    while (workers.count < 2) await workers.start();

    const expected = expectedAlerts(lives, clock.now().getTime());
    await eventually(async () => (await raisedAlerts()).keys.length >= expected.size, 120_000);
    // Long enough for whatever would come twice.
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    const { keys, messages } = await raisedAlerts();
    const wanted = [...expected.keys()].sort();
    expect(keys.map(({ key }) => key).sort()).toEqual(wanted);
    expect(messages.map(({ key }) => key).sort()).toEqual(wanted);
    const early = [...keys, ...messages].filter(({ key, at }) => at.getTime() < expected.get(key)!);
    expect(early).toEqual([]);
    expect(expected.size).toBeGreaterThan(TICKETS);
  }, 600_000);
});
