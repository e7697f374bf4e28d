import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JobQueues } from '../../src/platform/queue/job-queues.js';
import { startTestApp, type TestApp } from '../support/app.js';

// Real: PostgreSQL and Redis. Not real: the socket (requests are injected), the queue that hangs in one test.
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
