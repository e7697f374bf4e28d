import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { OutboxMail } from '@noxdesk/contracts';
import { HTTP_LIMITS } from '../../src/platform/http/slow-requests.js';
import { PNG } from '../factories/files.js';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { openTicket } from '../factories/tickets.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { eventuallyHolds } from '../support/clock.js';
import { type Answer, BOUNDARY, listen, postForm, rawRequest, storedFiles } from '../support/multipart.js';
import { type SmtpPeer, startSmtpPeer } from '../support/services/smtp.js';

// Real: PostgreSQL, Redis, the sockets, the disk and an SMTP server that gets the mails.
let app: TestApp;
let smtp: SmtpPeer;
let url: string;
let tenant: TestTenant;
let admin: TestUser;
let customer: TestUser;

beforeAll(async () => {
  smtp = await startSmtpPeer();
  app = await startTestApp({ env: { SMTP_URL: smtp.url } });
  url = await listen(app);
  tenant = await createTenant(app);
  admin = await createUser(app, tenant, { role: 'admin' });
  customer = await createUser(app, tenant);
});
afterAll(async () => {
  await app.close();
  await smtp.stop();
});

const timed = async <Result>(work: () => Promise<Result>): Promise<[Result, number]> => {
  const start = performance.now();
  return [await work(), performance.now() - start];
};
const json = { 'content-type': 'application/json' };

describe('line ends in what becomes a header', () => {
  const HOSTILE = 'Hola\r\nBcc: victima@example.test\r\n\r\nCuerpo falso';

  it('do not become lines of a mail', async () => {
    await app.request({
      method: 'PATCH',
      path: 'me/',
      token: customer.token,
      body: { name: `Eva\r\nX-Evil: 1` },
    });
    const ticket = await openTicket(app, customer.token, { subject: HOSTILE });
    expect(ticket.subject).toBe('Hola Bcc: victima@example.test Cuerpo falso');
    const mail = await smtp.waitFor(({ raw }) => raw.includes(ticket.number));
    const [head = ''] = mail.raw.toString('latin1').split('\r\n\r\n');
    expect(head).not.toMatch(/^(?:bcc|x-evil):/im);
    expect(mail.to).toEqual([customer.email]);
    const outbox = await app.request({ path: 'outbox/', token: admin.token });
    for (const { subject } of outbox.json<{ results: OutboxMail[] }>().results)
      expect(subject).not.toMatch(/[\r\n]/);
  });

  it.each(['evil\r\nX-Evil: 1.png', 'evil\nX-Evil: 1.png', 'evil";x="1.png', 'evil\u2028X-Evil: 1.png'])(
    'and quotes in a file name do not leave Content-Disposition: %j',
    async (name) => {
      const raw = name.replaceAll('"', '%22').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
      const sent = await postForm(`${url}tickets/`, customer.token, [
        ['subject', 'Fichero'],
        ['department', '1'],
        ['body', 'Adjunto'],
        ['attachments', PNG, raw, 'image/png'],
      ]);
      expect(sent.status).toBe(201);
      const { messages } = (await sent.json()) as Answer;
      const path = messages[0].attachments[0].url;
      const { headers } = await app.request({ path, token: customer.token });
      expect(headers).not.toHaveProperty('x-evil');
      expect(headers['content-disposition']).toMatch(
        /^attachment; filename="[^"\r\n]+"; filename\*=UTF-8''[\w%.~!#$&+^`|-]+$/,
      );
    },
  );
});

describe('a file name that is a path', () => {
  it.each([
    ['../../../etc/cron.d/evil.png', 'evil.png'],
    ['..\\..\\windows\\evil.png', 'evil.png'],
    ['/etc/passwd.png', 'passwd.png'],
    ['C:\\evil.png', 'evil.png'],
    ['....//....//evil.png', 'evil.png'],
    ['~/.ssh/evil.png', 'evil.png'],
  ])('is stored as its last part, and its bytes under a name of ours: %s', async (name, kept) => {
    const sent = await postForm(`${url}tickets/`, customer.token, [
      ['subject', 'Ruta'],
      ['department', '1'],
      ['body', 'Adjunto'],
      ['attachments', PNG, name, 'image/png'],
    ]);
    const { messages } = (await sent.json()) as Answer;
    expect(messages[0].attachments[0].filename).toBe(kept);
    const { kept: files } = await storedFiles(app);
    for (const file of files) expect(file).toMatch(/\/blobs\/t\d+\/[0-9a-f]{2}\/[0-9a-f]{64}$/);
  });

  it.each(['tickets/../../../../etc/passwd', 'attachments/..%2f..%2f..%2fetc%2fpasswd/', 'attachments/%00/'])(
    'names nothing in a URL: %s',
    async (path) => {
      expect((await app.request({ path, token: customer.token })).statusCode).toBe(404);
    },
  );
});

describe('too much of something', () => {
  it.each([
    ['arrays', '['.repeat(500_000) + ']'.repeat(500_000)],
    ['objects', '{"a":'.repeat(200_000) + '1' + '}'.repeat(200_000)],
    ['arrays that never end', '['.repeat(1_900_000)],
    ['a hundred arrays in a field', `{"name":${'['.repeat(100)}${']'.repeat(100)}}`],
  ])('nested %s are refused at once', async (_, body) => {
    const [response, ms] = await timed(() =>
      app.request({ method: 'PATCH', path: 'me/', token: customer.token, body, headers: json }),
    );
    expect(response.statusCode).toBe(400);
    expect(ms).toBeLessThan(2_000);
  });

  it('a body beyond the limit is too large, before its token is judged or its JSON read', async () => {
    const body = `{"subject":"${'x'.repeat(3 * 1024 * 1024)}"}`;
    const response = await app.request({
      method: 'POST',
      path: 'tickets/',
      token: customer.token,
      body,
      headers: json,
    });
    expect(response.statusCode).toBe(413);
  });

  it('a hundred thousand unknown fields are refused with a short answer', async () => {
    const body = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`f${index}`, 1]));
    const [response, ms] = await timed(() =>
      app.request({ method: 'PATCH', path: 'me/', token: customer.token, body }),
    );
    expect(response.statusCode).toBe(422);
    expect(response.body.length).toBeLessThan(20_000);
    expect(ms).toBeLessThan(3_000);
  });

  it('headers beyond the limit are refused without a word about the inside', async () => {
    const { socket, answer } = await rawRequest(`${url}tickets/`, customer.token, {
      'x-long': 'x'.repeat(100_000),
    });
    await eventuallyHolds(() => expect(answer()).toMatch(/^HTTP\/1\.1 4\d\d /));
    expect(answer()).not.toMatch(/node_modules|at .+:\d+:\d+/);
    expect(answer()).toMatch(/\r\nx-content-type-options: nosniff\r\n/);
    socket.destroy();
  });

  it('a request that is two at once is refused (RFC 9112 §6.1)', async () => {
    const { socket, answer } = await rawRequest(`${url}tickets/`, customer.token, {
      'content-length': 4,
      'transfer-encoding': 'chunked',
    });
    await eventuallyHolds(() => expect(answer()).toMatch(/^HTTP\/1\.1 400 /));
    socket.destroy();
  });
});

describe('text that no database takes', () => {
  it.each([
    ['sign-in', 'POST', 'auth/token/', { email: 'a\0@b.test', password: 'x' }, 'email'],
    ['a name', 'PATCH', 'me/', { name: 'Eva\0' }, 'name'],
    ['a draft', 'POST', 'drafts/new/', { body: 'a\0b' }, 'body'],
    ['half a surrogate pair', 'PATCH', 'me/', { name: 'Eva \ud800' }, 'name'],
    ['half a pair in a draft', 'POST', 'drafts/new/', { body: '\udc00' }, 'body'],
  ] as const)('is refused by name in %s', async (_, method, path, body, field) => {
    const response = await app.request({ method, path, token: customer.token, body });
    expect(response.statusCode).toBe(422);
    expect(response.json().errors).toContainEqual(
      expect.objectContaining({ field, code: 'control_characters' }),
    );
  });

  it.each([
    'tickets/?search=%00',
    'users/?search=a%00b',
    'canned-replies/?search=%00',
    'mail-ledger/?message_id=%00',
  ])('is refused in a query: %s', async (path) => {
    expect((await app.request({ path, token: admin.token })).statusCode).toBe(422);
  });
});

describe('search words made to keep a server busy', () => {
  it.each([
    ['one long word', 'a'.repeat(200)],
    ['many short ones', 'a '.repeat(99) + 'b'],
    ['operators', `'&|!<->:*()\\ `.repeat(14)],
    ['wildcards', '%_'.repeat(100)],
    ['nested parentheses', '('.repeat(100) + ')'.repeat(100)],
    ['quotes and comments', `'; DROP TABLE tickets; -- /* `.repeat(6)],
    ['accents to be folded', 'ä́̂̃'.repeat(50)],
    ['numbers that look like a ticket’s', 'TK-'.repeat(60)],
  ])('%s are answered at once', async (_, words) => {
    for (const path of ['tickets/', 'users/', 'canned-replies/']) {
      const query = `${path}?search=${encodeURIComponent(words.slice(0, 200))}`;
      const [response, ms] = await timed(() => app.request({ path: query, token: admin.token }));
      expect(response.statusCode).toBe(200);
      expect(ms).toBeLessThan(2_000);
    }
  });

  it.each([
    [
      'an address',
      'users/',
      { email: `${'a.'.repeat(120)}@${'a.'.repeat(60)}`, name: 'x', role: 'customer' },
    ],
    ['a slug', 'departments/', { name: 'x', slug: `${'a-'.repeat(31)}!` }],
    [
      'an address of a webhook',
      'webhooks/',
      { url: `http://${'a'.repeat(1_900)}!`, events: ['ticket.created'] },
    ],
  ])('nor does %s', async (_, path, body) => {
    const [response, ms] = await timed(() => app.request({ method: 'POST', path, token: admin.token, body }));
    expect(response.statusCode).toBeLessThan(500);
    expect(ms).toBeLessThan(2_000);
  });
});

describe('clients that are slow on purpose', () => {
  const LIMITS = { head: 400, piece: 300, body: 900, request: 3_000, idle: 300, stalled: 5_000, check: 100 };
  let slow: TestApp;
  let base: string;
  let token: string;
  const open: Socket[] = [];

  beforeAll(async () => {
    slow = await startTestApp({ httpLimits: LIMITS, database: app.database });
    base = await listen(slow);
    token = (await createUser(slow, tenant)).token;
  });
  afterEach(() => open.splice(0).forEach((socket) => socket.destroy()));
  afterAll(() => slow.close());

  /** A connection to write on by hand. @returns what came back, once the server has hung up, and after how long */
  async function talk(write: (socket: Socket) => void): Promise<{ heard: string; ms: number }> {
    const { hostname, port } = new URL(base);
    const socket = connect(Number(port), hostname);
    open.push(socket);
    let heard = '';
    socket.on('data', (chunk) => (heard += String(chunk))).on('error', () => undefined);
    const start = performance.now();
    socket.once('connect', () => write(socket));
    await new Promise((resolve) => socket.once('close', resolve));
    return { heard, ms: performance.now() - start };
  }
  /** A piece now and then, as long as somebody listens. */
  const drip = (socket: Socket, piece: string, everyMs: number) => {
    const timer = setInterval(() => socket.write(piece), everyMs);
    socket.once('close', () => clearInterval(timer));
  };
  const head = (type: string, length: number) =>
    `PATCH /tickets/api/me/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n` +
    `Content-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n`;

  it.each<[string, (socket: Socket) => void]>([
    ['say nothing at all', () => undefined],
    [
      'never end their head',
      (socket) => void (socket.write('GET / HTTP/1.1\r\n'), drip(socket, 'X-A: b\r\n', 50)),
    ],
    ['begin a body and stop', (socket) => socket.write(`${head('application/json', 100)}{"name"`)],
    [
      'send a body letter by letter',
      (socket) => void (socket.write(head('application/json', 1_000)), drip(socket, ' ', 50)),
    ],
    [
      'begin an upload and stop',
      (socket) =>
        socket.write(`${head(`multipart/form-data; boundary=${BOUNDARY}`, 1_000)}--${BOUNDARY}\r\n`),
    ],
    [
      'send an upload letter by letter',
      (socket) =>
        void (socket.write(head(`multipart/form-data; boundary=${BOUNDARY}`, 1_000)), drip(socket, '-', 50)),
    ],
    [
      'send pieces of unknown length, and never the last',
      (socket) =>
        socket.write(
          `PATCH /tickets/api/me/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n` +
            'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n',
        ),
    ],
  ])('are hung up on: those that %s', async (_, write) => {
    const { heard, ms } = await talk(write);
    expect(ms).toBeLessThan(LIMITS.request + 2_000);
    expect(heard).toMatch(/^(?:HTTP\/1\.1 4\d\d [\s\S]*\r\nconnection: close\r\n|$)/i);
    expect(heard).not.toMatch(/node_modules|at .+:\d+:\d+/);
    expect((await fetch(`${base}health/`)).status).toBe(200);
  });

  it('are told so as everybody else is told of errors', async () => {
    const { heard } = await talk((socket) => socket.write('GET /tickets/ HTTP/1.1\r\nHost'));
    expect(heard).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(heard).toMatch(/content-type: application\/problem\+json/);
    expect(heard).toMatch(/x-content-type-options: nosniff/);
  });

  it('do not keep a connection after their answer without asking again', async () => {
    const { heard, ms } = await talk((socket) =>
      socket.write('GET /tickets/api/health/ HTTP/1.1\r\nHost: x\r\n\r\n'),
    );
    expect(heard).toMatch(/^HTTP\/1\.1 200 /);
    expect(ms).toBeLessThan(3_000);
  });

  it('have less time with the usual limits than a proxy in front gives up in', () => {
    expect(HTTP_LIMITS.head).toBeLessThanOrEqual(30_000);
    expect(HTTP_LIMITS.piece).toBeLessThanOrEqual(30_000);
    const server = app.app.getHttpServer() as Server;
    expect(server).toMatchObject({
      headersTimeout: HTTP_LIMITS.head,
      requestTimeout: HTTP_LIMITS.request,
      keepAliveTimeout: HTTP_LIMITS.idle,
      timeout: HTTP_LIMITS.stalled,
    });
  });
});
