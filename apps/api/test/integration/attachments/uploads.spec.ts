import { crc32, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import * as files from '../../factories/files.js';
import { createTenant, createUser, type TestTenant, type TestUser } from '../../factories/people.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { listen, type Part, postForm, storedFiles, type Answer } from '../../support/multipart.js';

// Real: PostgreSQL, Redis, the socket, the disk.
let app: TestApp;
let api: string;
let tenant: TestTenant;
let customer: TestUser;

beforeAll(async () => {
  app = await startTestApp();
  api = await listen(app);
  tenant = await createTenant(app);
  customer = await createUser(app, tenant);
});
afterAll(() => app.close());
// Whatever happened, nothing may be left waiting.
afterEach(async () => expect((await storedFiles(app)).staged).toEqual([]));

const FIELDS: Part[] = [
  ['subject', 'No puedo entrar'],
  ['department', '1'],
  ['priority', 'high'],
  ['body', 'Adjunto lo que veo'],
];
const send = async (...parts: Part[]) => {
  const response = await postForm(`${api}tickets/`, customer.token, [...FIELDS, ...parts]);
  return { status: response.status, body: (await response.json()) as Answer };
};
const file = (name: string, content: Buffer, type?: string): Part =>
  type === undefined ? ['attachments', content, name] : ['attachments', content, name, type];
const countTickets = async () =>
  Number((await app.database.admin.query('SELECT count(*) FROM tickets')).rows[0].count);

describe('files that come with a message', () => {
  it('are attached in their order, as what they are and not as what the client says', async () => {
    const { status, body } = await send(
      file('pantalla.PNG', files.PNG, 'text/html'),
      file('registro.log', Buffer.from('uno\ndos\n'), 'application/x-msdownload'),
      file('copia.tar.gz', files.TARBALL),
      file('señal.txt', Buffer.alloc(0)),
    );
    expect(status).toBe(201);
    const { attachments } = body.messages[0];
    expect(attachments).toEqual([
      expect.objectContaining({
        filename: 'pantalla.PNG',
        content_type: 'image/png',
        size: files.PNG.length,
      }),
      expect.objectContaining({ filename: 'registro.log', content_type: 'text/plain', size: 8 }),
      expect.objectContaining({ filename: 'copia.tar.gz', content_type: 'application/gzip' }),
      expect.objectContaining({ filename: 'señal.txt', content_type: 'text/plain', size: 0 }),
    ]);
    for (const one of attachments) expect(one.url).toBe(`/tickets/api/attachments/${one.id}/`);
    expect((await storedFiles(app)).kept).toHaveLength(4);
  });

  it('may be of every type that is accepted out of the box', async () => {
    const all: [string, Buffer][] = [
      ['a.png', files.PNG],
      ['a.jpg', files.JPEG],
      ['a.jpeg', files.JPEG],
      ['a.gif', files.GIF],
      ['a.pdf', files.PDF],
      ['a.txt', Buffer.from('a')],
      ['a.doc', files.DOC],
      ['a.docx', files.DOCX],
      ['a.log', Buffer.from('b')],
      ['a.zip', files.ZIP],
    ];
    const { status, body } = await send(...all.map(([name, content]) => file(name, content)));
    expect(status).toBe(201);
    expect(body.messages[0].attachments).toHaveLength(10);
    expect((await send(file('a.tgz', files.TARBALL))).status).toBe(201);
  });

  it.each([
    ['../../etc/passwd.txt', 'passwd.txt'],
    ['C:\\Users\\ana\\error.log', 'error.log'],
    ['evil.php.png', 'evil.php.png'],
    ['foto\u202Egnp.txt', 'fotognp.txt'],
    [`${'x'.repeat(400)}.png`, `${'x'.repeat(251)}.png`],
  ])('keep a safe name: %s', async (sent, stored) => {
    const { status, body } = await send(
      file(sent, stored.endsWith('.png') ? files.PNG : Buffer.from('text')),
    );
    expect(status).toBe(201);
    expect(body.messages[0].attachments[0].filename).toBe(stored);
  });

  it('come with replies too', async () => {
    const ticket = (await send()).body;
    const response = await postForm(`${api}tickets/${ticket.id}/reply/`, customer.token, [
      file('a.png', files.PNG),
      ['body', 'Otra vez'],
    ]);
    expect(response.status).toBe(201);
    expect((await response.json()) as object).toMatchObject({ attachments: [{ filename: 'a.png' }] });
  });
});

describe('a file that is not accepted refuses the whole call', () => {
  it.each<[string, string, Buffer, string]>([
    ['its extension', 'run.exe', files.EXE, 'file_type'],
    ['its last extension', 'x.png.exe', files.PNG, 'file_type'],
    ['an extension that trailing dots hide', 'x.exe. .', files.EXE, 'file_type'],
    ['an extension that a reversed name hides', 'x\u202Egnp.exe', files.EXE, 'file_type'],
    ['having no extension', 'README', Buffer.from('hi'), 'file_type'],
    ['having no name that could be one', '../..', Buffer.from('hi'), 'file_type'],
    ['being only an extension', '.png', files.PNG, 'file_type'],
    ['its content', 'x.png', files.EXE, 'file_content'],
    ['a page inside', 'x.txt', Buffer.from('<!doctype html><script>1</script>'), 'file_content'],
    ['being empty', 'x.pdf', Buffer.alloc(0), 'file_content'],
  ])('for %s', async (_, name, content, code) => {
    const before = [await countTickets(), (await storedFiles(app)).kept.length];
    const { status, body } = await send(
      file('good.png', files.PNG),
      file(name, content),
      file('b.png', files.PNG),
    );
    expect(status).toBe(415);
    expect(body).toMatchObject({ code: 'file_type_not_allowed', errors: [{ field: 'attachments', code }] });
    expect([await countTickets(), (await storedFiles(app)).kept.length]).toEqual(before);
  });

  it('and is named, with what is accepted', async () => {
    const { body } = await send(file('../nómina.exe', files.EXE));
    expect(body.errors[0].message).toContain('nómina.exe');
    expect(body.errors[0].message).toContain('tar.gz');
    expect(body.detail).toContain('nómina.exe');
  });

  it('when there are more than ten of them', async () => {
    const before = await countTickets();
    const eleven = Array.from({ length: 11 }, (_, index) => file(`${index}.txt`, Buffer.from('a')));
    const { status, body } = await send(...eleven);
    expect(status).toBe(422);
    expect(body).toMatchObject({
      code: 'too_many_files',
      errors: [{ field: 'attachments', code: 'too_many_files' }],
    });
    expect(await countTickets()).toBe(before);
    expect((await send(...eleven.slice(1))).status).toBe(201);
  });

  it('when it is a byte larger than accepted, and not when it is as large as accepted', async () => {
    const limit = 20 * 1024 * 1024;
    const { status, body } = await send(file('big.log', Buffer.alloc(limit + 1, 'a')));
    expect(status).toBe(413);
    expect(body).toMatchObject({
      code: 'too_large',
      errors: [{ field: 'attachments', code: 'file_too_large' }],
    });
    expect(body.errors[0].message).toContain('big.log');
    expect((await send(file('big.log', Buffer.alloc(limit, 'a')))).status).toBe(201);
  });

  it('when an archive or a picture would take up too much once it is opened', async () => {
    const bomb = gzipSync(Buffer.concat([files.tar().subarray(0, 1_024), Buffer.alloc(80_000_000)]));
    const picture = Buffer.from(files.PNG);
    picture.writeUInt32BE(100_000, 16);
    picture.writeUInt32BE(100_000, 20);
    for (const [name, content] of [
      ['backup.tar.gz', bomb],
      ['wall.png', picture],
    ] as const) {
      const kept = (await storedFiles(app)).kept.length;
      const { status, body } = await send(file(name, content));
      expect(status).toBe(413);
      expect(body).toMatchObject({
        code: 'too_large',
        errors: [{ field: 'attachments', code: 'file_bomb' }],
      });
      expect((await storedFiles(app)).kept).toHaveLength(kept);
    }
  });

  it('as does any field that is wrong, although the files are good', async () => {
    const kept = (await storedFiles(app)).kept.length;
    const response = await postForm(`${api}tickets/`, customer.token, [
      ['subject', 'x'],
      ['department', '99'],
      ['body', 'x'],
      file('only-here.png', files.PNG),
    ]);
    expect(response.status).toBe(422);
    expect((await storedFiles(app)).kept).toHaveLength(kept);
  });
});

describe('a tenant that asks for it', () => {
  it('has pictures lose what they tell of their taker, and no others', async () => {
    const [careful, plain] = [await createTenant(app), await createTenant(app)];
    const picture = Buffer.concat([
      ...[files.PNG.subarray(0, 33), textChunk('Author\0Ana, 40.4168 -3.7038'), files.PNG.subarray(33)],
    ]);
    for (const [owner, expected] of [
      [careful, files.PNG],
      [plain, picture],
    ] as const) {
      const admin = await createUser(app, owner, { role: 'admin' });
      const body = { strip_picture_metadata: owner === careful };
      const settings = await app.request({ method: 'PATCH', path: 'settings/', token: admin.token, body });
      expect(settings.json()).toMatchObject(body);
      const opened = await postForm(`${api}tickets/`, admin.token, [
        ...FIELDS,
        ['requester', JSON.stringify({ email: 'x@example.test', name: 'X' })],
        file('a.png', picture),
      ]);
      const { url, size } = ((await opened.json()) as Answer).messages[0].attachments[0];
      const bytes = await app.request({ path: url, token: admin.token });
      expect([size, bytes.rawPayload]).toEqual([expected.length, expected]);
    }
    expect((await storedFiles(app)).staged).toEqual([]);
  });
});

/** A chunk of a PNG that holds words (PNG §11.3.3.2). */
function textChunk(text: string): Buffer {
  const body = Buffer.from(`tEXt${text}`, 'latin1');
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length - 4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

describe('what a tenant accepts is its own', () => {
  it('types, size and number', async () => {
    const other = await createTenant(app);
    const user = await createUser(app, other);
    await app.database.admin.query(
      `UPDATE tenant_settings SET attachment_types = '{csv,dwg,webp}', attachment_max_bytes = 300, attachment_max_files = 2
       WHERE tenant_id = $1`,
      [other.id],
    );
    const sendAs = async (...parts: Part[]) => {
      const response = await postForm(`${api}tickets/`, user.token, [...FIELDS, ...parts]);
      return { status: response.status, body: (await response.json()) as Answer };
    };
    const ok = await sendAs(
      file('a.csv', Buffer.from('a;b')),
      file('b.dwg', Buffer.from('AC1032\0\0', 'latin1')),
    );
    expect(ok.body.messages[0].attachments).toMatchObject([
      { content_type: 'text/csv' },
      { content_type: 'application/octet-stream' },
    ]);
    expect((await sendAs(file('a.png', files.PNG))).status).toBe(415);
    expect((await sendAs(file('a.webp', files.PNG))).status).toBe(415);
    expect((await sendAs(file('a.dwg', files.EXE))).status).toBe(415);
    expect((await sendAs(file('a.csv', Buffer.alloc(301, 'a')))).status).toBe(413);
    const three = ['a', 'b', 'c'].map((name) => file(`${name}.csv`, Buffer.from(name)));
    expect((await sendAs(...three)).status).toBe(422);
  });
});
