import { Agent, request as httpRequest } from 'node:http';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Admission, type Leave } from '../../src/platform/http/admission.js';
import { JobQueues } from '../../src/platform/queue/job-queues.js';
import { createTenant, createUser } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';

// Real: PostgreSQL and Redis. Not real: the socket (requests are injected, but for those of the flood), the queue that
// hangs in one test, and what fills the line of the flooding tenant: its requests are entered without being made.
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

describe('health', () => {
  it('is told to everyone: the process answers, and reaches database and queues', async () => {
    const alive = await app.request({ path: 'health/' });
    expect([alive.statusCode, alive.json()]).toEqual([200, { status: 'ok' }]);
    const ready = await app.request({ path: 'health/ready/' });
    expect([ready.statusCode, ready.json()]).toEqual([200, { status: 'ok', database: 'ok', queues: 'ok' }]);
  });

  it('is refused, soon and without detail, while a service does not answer', async () => {
    const queues = app.app.get(JobQueues);
    const { counts } = queues;
    const silent = await neverAnswers();
    queues.counts = () => fetch(silent.url).then(() => ({}));
    try {
      const response = await app.request({ path: 'health/ready/' });
      expect(response.statusCode).toBe(503);
      expect(response.json()).toMatchObject({ code: 'unavailable' });
      expect(response.headers['retry-after']).toBe('2');
      expect((await app.request({ path: 'health/' })).statusCode).toBe(200);
    } finally {
      queues.counts = counts;
      await silent.close();
    }
  });
});

describe('a tenant that asks for more than can be served', () => {
  const TICKETS = '/tickets/api/tickets/';

  it('is refused before its request is read, over the same connection, while all others are answered', async () => {
    await app.app.listen(0, '127.0.0.1');
    const { port } = app.app.getHttpServer().address() as { port: number };
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const [flooding, quiet] = [await createTenant(app), await createTenant(app)];
    const { token } = await createUser(app, flooding, { role: 'agent' });
    const { token: other } = await createUser(app, quiet, { role: 'agent' });
    const ask = (path: string, bearer: string | null, body?: string) =>
      send({ port, path, agent, bearer, body });
    for (const bearer of [token, other]) expect((await ask(TICKETS, bearer)).status).toBe(200);

    const flood = fill(app.app.get(Admission, { strict: false }), flooding.id);
    try {
      // What was let in counts as served after a while: until it is full again, one more may be let in.
      const refused = await until(
        () => flood.pour(() => ask(TICKETS, token, '{"this is": "never read'.padEnd(200_000))),
        ({ status }) => status === 503,
      );
      expect(refused).toMatchObject({
        isReused: true,
        headers: {
          'retry-after': '1',
          'content-type': 'application/problem+json; charset=utf-8',
          'content-language': 'es',
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
          'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
        },
      });
      expect(JSON.parse(refused.text)).toMatchObject({
        status: 503,
        code: 'unavailable',
        request_id: refused.headers['x-request-id'],
      });
      expect(await flood.pour(() => ask('/tickets/api/health/', token))).toMatchObject({
        status: 200,
        isReused: true,
      });
      const signIn = JSON.stringify({ email: 'nobody@empresa.test', password: 'wrong password' });
      expect((await flood.pour(() => ask('/tickets/api/auth/token/', null, signIn))).status).toBe(401);
      expect((await flood.pour(() => ask(TICKETS, other))).status).toBe(200);
    } finally {
      await flood.end();
    }
    expect((await ask(TICKETS, token)).status).toBe(200);
    agent.destroy();
  });
});

/** Keeps a tenant's line full: `pour` fills it up and does something then. */
function fill(admission: Admission, tenantId: number) {
  const inside: Leave[] = [];
  let isOver = false;
  const enter = () =>
    admission.enter(tenantId).then(
      (leave) => (isOver ? leave() : inside.push(leave)),
      () => undefined,
    );
  return {
    pour: <Result>(work: () => Result): Result => {
      while (!admission.refuses(tenantId)) void enter();
      return work();
    },
    end: () => {
      isOver = true;
      for (const leave of inside) leave();
      return until(
        () => Promise.resolve(admission.waiting),
        (waiting) => waiting === 0,
      );
    },
  };
}

async function until<Value>(look: () => Promise<Value>, isWanted: (value: Value) => boolean): Promise<Value> {
  for (;;) {
    const value = await look();
    if (isWanted(value)) return value;
    await new Promise((done) => setImmediate(done));
  }
}

interface Sent {
  port: number;
  path: string;
  agent: Agent;
  bearer: string | null;
  /** Sent by POST. */
  body?: string | undefined;
}

function send({ port, path, agent, bearer, body }: Sent) {
  const headers = {
    ...(bearer !== null && { authorization: `Bearer ${bearer}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  return new Promise<{
    status: number;
    headers: Record<string, unknown>;
    text: string;
    isReused: boolean;
  }>((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const request = httpRequest({ port, path, agent, headers, method }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          text,
          isReused: request.reusedSocket,
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function neverAnswers(): Promise<{ url: string; close(): Promise<void> }> {
  const sockets: { destroy(): void }[] = [];
  const server: Server = createServer((socket) => void sockets.push(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
