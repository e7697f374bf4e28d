import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Recorder, type Recording } from '../../bench/measure/recorder.js';
import { createTenant, createUser, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp, type TestRequest } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

// Real: the API process with PostgreSQL and Redis. Between it and PostgreSQL stands a recorder that counts how often
// a request waits for the database: a number that no noise of the machine touches.
let database: TestDatabase;
let recorder: Recorder;
let app: TestApp;
let agent: TestUser;
let ticketId: string;

const body = 'No puedo entrar en el panel desde esta mañana.';

beforeAll(async () => {
  database = await createTestDatabase();
  const started = await Recorder.start(database.ownerUrl);
  recorder = started.recorder;
  app = await startTestApp({
    database: { ...database, ownerUrl: started.url },
    env: { PROCESS_ROLE: 'api', REDIS_URL: process.env.NOXDESK_TEST_REDIS_URL! },
  });
  const tenant = await createTenant(app);
  agent = await createUser(app, tenant, { role: 'agent' });
  const created = await app.request({ ...CREATE, token: agent.token });
  ticketId = (created.json() as { id: string }).id;
});

afterAll(async () => {
  await app?.close();
  await recorder?.stop();
  await database?.drop();
});

const CREATE: TestRequest = {
  method: 'POST',
  path: 'tickets/',
  body: { subject: 'Acceso', department: 1, messages: [{ body }] },
};
let turn = 0;

/** The most round trips of each request: the bearer, the transaction and all it needs. */
const REQUESTS: [name: string, most: number, request: () => TestRequest][] = [
  ['a list', 2, () => ({ path: 'tickets/?status=open,new&department=1' })],
  ['a list in another order', 2, () => ({ path: 'tickets/?ordering=priority' })],
  ['a search by number', 2, () => ({ path: 'tickets/?search=TK-000001' })],
  ['a search by words', 3, () => ({ path: 'tickets/?search=panel' })],
  ['a ticket with its thread', 2, () => ({ path: `tickets/${ticketId}/` })],
  [
    'counts of views',
    2,
    () => ({ method: 'POST', path: 'views/counts/', body: { queries: ['status=new', 'assignee=me', ''] } }),
  ],
  [
    'a change',
    6,
    () => ({
      method: 'PATCH',
      path: `tickets/${ticketId}/`,
      body: { priority: (turn += 1) % 2 === 0 ? 'low' : 'high' },
    }),
  ],
  ['a new ticket', 10, () => CREATE],
  ['a reply', 11, () => ({ method: 'POST', path: `tickets/${ticketId}/reply/`, body: { body } })],
];

async function record(request: () => TestRequest): Promise<Recording> {
  const send = async () => {
    const { statusCode, body: text } = await app.request({ ...request(), token: agent.token });
    if (statusCode >= 300) throw new Error(`${statusCode} ${text}`);
  };
  // The first ones fill caches.
  await send();
  await send();
  return recorder.record(send);
}

describe('How often a request waits for the database', () => {
  it.each(REQUESTS)('%s: at most %i times', async (_name, most, request) => {
    const { steps, roundTrips } = await record(request);
    expect({ roundTrips, labels: steps.map(({ label }) => label) }).toEqual({
      roundTrips: expect.any(Number),
      labels: expect.not.arrayContaining(['']),
    });
    expect(roundTrips).toBeGreaterThan(0);
    expect(roundTrips).toBeLessThanOrEqual(most);
  });

  it('opens a ticket by one insert, without reading or updating the row again before its answer', async () => {
    const { steps } = await record(() => CREATE);
    const labels = steps.map(({ label }) => label);
    expect(labels.filter((label) => label === 'tickets.insert')).toHaveLength(1);
    expect(labels).not.toContain('tickets.update');
    expect(labels.filter((label) => label === 'tickets.find')).toHaveLength(1);
  });
});
