import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import * as files from '../../factories/files.js';
import { createTenant, createUser, type TestUser } from '../../factories/people.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { eventuallyHolds } from '../../support/clock.js';
import {
  BOUNDARY,
  formBody,
  listen,
  type Part,
  postForm,
  rawRequest,
  storedFiles,
  type Answer,
} from '../../support/multipart.js';

// Real: PostgreSQL, Redis, the socket, the disk. Forms as no browser sends them.
let app: TestApp;
let api: string;
let customer: TestUser;

beforeAll(async () => {
  app = await startTestApp();
  api = await listen(app);
  customer = await createUser(app, await createTenant(app));
});
afterAll(() => app.close());
afterEach(() => eventuallyHolds(async () => expect((await storedFiles(app)).staged).toEqual([])));

const FIELDS: Part[] = [
  ['subject', 'Prueba'],
  ['department', '1'],
  ['body', 'Texto'],
];
const PICTURE: Part = ['attachments', files.PNG, 'a.png'];
const send = async (parts: Part[], headers?: Record<string, string>) => {
  const response = await postForm(`${api}tickets/`, customer.token, parts, headers);
  return { status: response.status, body: (await response.json()) as Answer };
};
const FORM = `multipart/form-data; boundary=${BOUNDARY}`;
const sendBytes = async (body: Buffer, contentType = FORM) => {
  const response = await fetch(`${api}tickets/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${customer.token}`, 'content-type': contentType },
    body: new Uint8Array(body),
  });
  return { status: response.status, body: (await response.json()) as Answer };
};
const countTickets = async () =>
  Number((await app.database.admin.query('SELECT count(*) FROM tickets')).rows[0].count);

const namelessPart = (more: string) =>
  Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data${more}\r\n\r\nx\r\n--${BOUNDARY}--\r\n`);

describe('a form', () => {
  it('may have its parts in any order', async () => {
    const { status, body } = await send([
      PICTURE,
      ...[...FIELDS].reverse(),
      ['attachments', files.GIF, 'b.gif'],
    ]);
    expect(status).toBe(201);
    expect(body.messages[0].attachments.map((one) => one.filename)).toEqual(['a.png', 'b.gif']);
  });

  it('may call its files attachments[], and leave a file input empty', async () => {
    const { status, body } = await send([
      ...FIELDS,
      ['attachments', Buffer.alloc(0), ''],
      ['attachments[]', files.PNG, 'a.png'],
    ]);
    expect(status).toBe(201);
    expect(body.messages[0].attachments).toHaveLength(1);
  });

  it('may have text parts that say they are JSON', async () => {
    const response = await sendBytes(
      Buffer.from(
        [
          `--${BOUNDARY}\r\nContent-Disposition: form-data; name="department"\r\nContent-Type: application/json\r\n\r\n1\r\n`,
          `--${BOUNDARY}\r\nContent-Disposition: form-data; name="subject"\r\nContent-Type: application/json\r\n\r\n"Hola"\r\n`,
          `--${BOUNDARY}\r\nContent-Disposition: form-data; name="body"\r\n\r\nTexto\r\n--${BOUNDARY}--\r\n`,
        ].join(''),
      ),
    );
    expect(response).toMatchObject({ status: 201, body: { subject: 'Hola' } });
  });

  it.each<[string, Part[], number, object]>([
    [
      'a field twice',
      [...FIELDS, ['subject', 'again']],
      422,
      { errors: [{ field: 'subject', code: 'repeated' }] },
    ],
    [
      'an unknown field',
      [...FIELDS, ['rank', '1']],
      422,
      { errors: [{ field: 'rank', code: 'unknown_field' }] },
    ],
    [
      'text for a file',
      [...FIELDS, ['attachments', 'x']],
      422,
      { errors: [{ field: 'attachments', code: 'not_a_file' }] },
    ],
    [
      'a file for text',
      [PICTURE, ['body', files.PNG, 'a.png']],
      422,
      { errors: [{ field: 'body', code: 'a_file' }] },
    ],
    [
      'a file under an unknown name',
      [PICTURE, ['photo', files.PNG, 'a.png']],
      422,
      { errors: [{ field: 'photo', code: 'unknown_field' }] },
    ],
    [
      'bytes without a name',
      [PICTURE, ['attachments', files.PNG, '']],
      422,
      { errors: [{ field: 'attachments', code: 'file_empty_name' }] },
    ],
    [
      'a field that is huge',
      [PICTURE, ['body', 'a'.repeat(2 * 1024 * 1024 + 1)]],
      413,
      { errors: [{ field: 'body', code: 'too_big' }] },
    ],
    [
      'no department',
      [FIELDS[0]!, FIELDS[2]!, PICTURE],
      422,
      { errors: [{ field: 'department', code: 'required' }] },
    ],
    [
      'a word for a number',
      [FIELDS[0]!, FIELDS[2]!, ['department', 'sales']],
      422,
      { errors: [{ field: 'department' }] },
    ],
    ['more parts than anybody needs', Array.from({ length: 101 }, (): Part => ['cc', 'a@b.test']), 413, {}],
    ['a field that is called like a property of every object', [...FIELDS, ['constructor', 'x']], 400, {}],
  ])('with %s is refused', async (_, parts, status, problem) => {
    const before = await countTickets();
    const answer = await send(parts);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject(problem);
    expect(await countTickets()).toBe(before);
  });

  it.each<[string, Buffer, string]>([
    ['has no boundary', formBody(FIELDS), 'multipart/form-data'],
    ['has another boundary than it says', formBody(FIELDS), 'multipart/form-data; boundary=other'],
    ['ends without an end', formBody([...FIELDS, PICTURE], { closed: false }), FORM],
    ['ends within a file', formBody([...FIELDS, PICTURE]).subarray(0, -60), FORM],
    ['has a text without a name', namelessPart(''), FORM],
    ['has a file without a name', namelessPart('; filename="a.log"'), FORM],
    [
      'has a part that is not JSON although it says so',
      Buffer.from(
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="subject"\r\nContent-Type: application/json\r\n\r\n{\r\n--${BOUNDARY}--\r\n`,
      ),
      FORM,
    ],
  ])('that %s is malformed', async (_, body, contentType) => {
    const before = await countTickets();
    expect(await sendBytes(body, contentType)).toMatchObject({
      status: 400,
      body: { code: 'malformed_request' },
    });
    expect(await countTickets()).toBe(before);
  });

  it('that is empty lacks what is required', async () => {
    expect((await sendBytes(Buffer.alloc(0))).status).toBe(422);
  });

  it('is no body for a route that takes none', async () => {
    const response = await postForm(`${api}auth/token/`, customer.token, FIELDS);
    expect(response.status).toBe(415);
  });
});

describe('a sender', () => {
  it('who goes away in the middle of a file leaves nothing behind', async () => {
    const before = await countTickets();
    const whole = formBody([...FIELDS, PICTURE, ['attachments', Buffer.alloc(2_000_000, 'a'), 'big.log']]);
    const { socket } = await rawRequest(`${api}tickets/`, customer.token, { 'content-length': whole.length });
    socket.write(whole.subarray(0, 1_000_000));
    await eventuallyHolds(async () => expect((await storedFiles(app)).staged.length).toBeGreaterThan(0));
    socket.destroy();
    await eventuallyHolds(async () => expect((await storedFiles(app)).staged).toEqual([]));
    expect(await countTickets()).toBe(before);
  });

  it('who reads only after having sent everything hears the refusal, and may go on', async () => {
    const body = formBody([
      ...FIELDS,
      ['attachments', files.EXE, 'x.exe'],
      ['attachments', Buffer.alloc(8_000_000, 'a'), 'big.log'],
    ]);
    const { socket, answer } = await rawRequest(`${api}tickets/`, customer.token, {
      'content-length': body.length,
    });
    socket.pause();
    await new Promise((resolve) => socket.write(body, resolve));
    socket.resume();
    await eventuallyHolds(() => expect(answer()).toMatch(/^HTTP\/1\.1 415[\s\S]*file_type_not_allowed/));
    socket.write(
      `GET /tickets/api/me/ HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${customer.token}\r\n\r\n`,
    );
    await eventuallyHolds(() => expect(answer()).toMatch(/HTTP\/1\.1 200[\s\S]*can_access_ticketing/));
    socket.destroy();
  });

  it('who never stops sending is cut off', async () => {
    const tenant = await createTenant(app);
    const user = await createUser(app, tenant);
    await app.database.admin.query(
      'UPDATE tenant_settings SET attachment_max_bytes = 1000 WHERE tenant_id = $1',
      [tenant.id],
    );
    const { socket } = await rawRequest(`${api}tickets/`, user.token, {
      'transfer-encoding': 'chunked',
    });
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, 'a'), Buffer.from('\r\n')]);
    const head = formBody([['attachments', Buffer.alloc(0), 'x.exe']], { closed: false });
    socket.write(Buffer.concat([Buffer.from(`${head.length.toString(16)}\r\n`), head, Buffer.from('\r\n')]));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const timer = setInterval(() => socket.writable && socket.write(chunk), 2);
    await closed;
    clearInterval(timer);
    // What an accepted request could have had, and what the network held besides.
    expect(socket.bytesWritten).toBeLessThan(20_000_000);
  });

  it('of the largest files costs little memory', async () => {
    const limit = 20 * 1024 * 1024;
    const body = formBody([
      ...FIELDS,
      ...['a', 'b', 'c'].map((name): Part => ['attachments', Buffer.alloc(limit, name), `${name}.log`]),
    ]);
    const { socket, answer } = await rawRequest(`${api}tickets/`, customer.token, {
      'content-length': body.length,
    });
    const start = process.memoryUsage().arrayBuffers;
    let most = 0;
    for (let at = 0; at < body.length; at += 262_144) {
      if (!socket.write(body.subarray(at, at + 262_144))) await once(socket, 'drain');
      most = Math.max(most, process.memoryUsage().arrayBuffers - start);
    }
    await eventuallyHolds(() => expect(answer()).toContain('HTTP/1.1 201'));
    socket.destroy();
    // Sixty of sent megabytes, of which a few are on their way at a time; what the collector has not freed counts too.
    expect(most).toBeLessThan(40 * 1024 * 1024);
  });
});
