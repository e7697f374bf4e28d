import { readdir, readlink, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { Attachment } from '@noxdesk/contracts';
import { PreviewBacklog } from '../../../src/modules/attachments/previews/preview-backlog.js';
import { BlobStore } from '../../../src/platform/storage/blob-store.js';
import * as files from '../../factories/files.js';
import {
  createOrganization,
  createTenant,
  createUser,
  type TestTenant,
  type TestUser,
} from '../../factories/people.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { eventuallyHolds } from '../../support/clock.js';
import { type Answer, listen, postForm, storedFiles } from '../../support/multipart.js';

// Real: PostgreSQL with row-level security, Redis, the socket, the disk.
let app: TestApp;
let origin: string;
let tenant: TestTenant;
let agent: TestUser;
let customer: TestUser;

beforeAll(async () => {
  app = await startTestApp();
  origin = new URL(await listen(app)).origin;
  tenant = await createTenant(app);
  agent = await createUser(app, tenant, { role: 'agent' });
  customer = await createUser(app, tenant);
});
afterAll(() => app.close());

const openWith = async (content: Buffer, name: string, user = customer) => {
  const response = await postForm(`${origin}/tickets/api/tickets/`, user.token, [
    ['subject', 'Con archivo'],
    ['department', '1'],
    ['body', 'Aquí está'],
    ['attachments', content, name],
  ]);
  const ticket = (await response.json()) as Answer;
  return { ticket, file: ticket.messages[0].attachments[0] };
};
const get = (file: Pick<Attachment, 'url'>, user: TestUser | undefined, headers = {}, method = 'GET') =>
  fetch(origin + file.url, {
    method,
    headers: { ...(user && { authorization: `Bearer ${user.token}` }), ...headers },
  });
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

describe('a download', () => {
  it('gives the bytes back as a file to save, of which a browser runs nothing', async () => {
    const { file } = await openWith(files.PNG, 'señal 1.png');
    const response = await get(file, customer);
    expect(response.status).toBe(200);
    expect(await bytesOf(response)).toEqual(files.PNG);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(files.PNG.length),
      'content-disposition': `attachment; filename="senal 1.png"; filename*=UTF-8''se%C3%B1al%201.png`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, no-cache',
      etag: expect.stringMatching(/^"[0-9a-f]{64}"$/),
    });
  });

  it('works for files of any size, empty ones too', async () => {
    const large = Buffer.alloc(5_000_000, 'línea\n');
    const received = await bytesOf(await get((await openWith(large, 'a.log')).file, customer));
    expect(received.equals(large)).toBe(true);
    const empty = await get((await openWith(Buffer.alloc(0), 'b.log')).file, customer);
    expect([empty.status, (await bytesOf(empty)).length]).toEqual([200, 0]);
  });

  it('is not sent again to a client that has it, as long as it may have it', async () => {
    const { file } = await openWith(files.PDF, 'a.pdf');
    const etag = (await get(file, customer)).headers.get('etag')!;
    const again = await get(file, customer, { 'if-none-match': etag });
    expect([again.status, (await bytesOf(again)).length]).toEqual([304, 0]);
    expect((await get(file, await createUser(app, tenant), { 'if-none-match': etag })).status).toBe(404);
    expect((await get(file, customer, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('goes on in the middle, of the same bytes', async () => {
    const { file } = await openWith(Buffer.from('0123456789'), 'a.txt');
    const part = await get(file, customer, { range: 'bytes=2-5' });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe('bytes 2-5/10');
    expect((await bytesOf(part)).toString()).toBe('2345');
    const outside = await get(file, customer, { range: 'bytes=10-' });
    expect(outside.status).toBe(416);
    expect(outside.headers.get('content-range')).toBe('bytes */10');
    expect(await outside.json()).toMatchObject({ code: 'range_not_satisfiable' });
    const changed = await get(file, customer, { range: 'bytes=2-5', 'if-range': '"other"' });
    expect([changed.status, (await bytesOf(changed)).toString()]).toEqual([200, '0123456789']);
  });

  it('can be asked for its head alone', async () => {
    const { file } = await openWith(files.GIF, 'a.gif');
    const head = await get(file, customer, {}, 'HEAD');
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe(String(files.GIF.length));
    expect(head.headers.get('content-type')).toBe('image/gif');
  });

  it('leaves no file open when the client goes away', async () => {
    const { file } = await openWith(Buffer.alloc(19_000_000, 'a'), 'large.log');
    const openBlobs = async () => {
      const targets = await Promise.all(
        (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
      );
      return targets.filter((target) => target.startsWith(join(app.config.dataDir, 'blobs')));
    };
    const { hostname, port } = new URL(origin);
    const socket = connect(Number(port), hostname);
    socket.write(`GET ${file.url} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${customer.token}\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.pause();
    expect(await openBlobs()).toHaveLength(1);
    socket.destroy();
    await eventuallyHolds(async () => expect(await openBlobs()).toEqual([]));
  });

  it('of bytes that are lost is an error of ours, which tells nothing of the inside', async () => {
    const { file } = await openWith(Buffer.from('about to be lost'), 'lost.txt');
    const { rows } = await app.database.admin.query('SELECT blob_key FROM attachments WHERE id = $1', [
      file.id,
    ]);
    await rm(join(app.config.dataDir, 'blobs', rows[0].blob_key));
    const response = await get(file, customer);
    expect(response.status).toBe(500);
    expect(response.headers.get('content-disposition')).toBeNull();
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ code: 'internal' });
    expect(text).not.toContain('blobs');
  });
});

describe('who may have a file', () => {
  it('whoever sees its ticket, nobody else', async () => {
    const organization = await createOrganization(app, tenant, true);
    const closed = await createOrganization(app, tenant, false);
    const owner = await createUser(app, tenant, { organization });
    const { file } = await openWith(files.PNG, 'a.png', owner);
    const other = await createUser(app, await createTenant(app), { role: 'admin' });
    const closedOwner = await createUser(app, tenant, { organization: closed });
    const closedFile = (await openWith(files.PNG, 'a.png', closedOwner)).file;
    const status = async (user: TestUser | undefined, of = file) => (await get(of, user)).status;
    expect(await status(owner)).toBe(200);
    expect(await status(agent)).toBe(200);
    expect(await status(await createUser(app, tenant, { role: 'admin', departments: [] }))).toBe(200);
    expect(await status(await createUser(app, tenant, { organization }))).toBe(200);
    expect(await status(await createUser(app, tenant, { organization: closed }), closedFile)).toBe(404);
    expect(await status(await createUser(app, tenant, { role: 'agent', departments: [2] }))).toBe(404);
    expect(await status(customer)).toBe(404);
    expect(await status(other)).toBe(404);
    expect(await status(undefined)).toBe(401);
    expect(await status(await createUser(app, tenant, { canAccessTicketing: false }))).toBe(403);
  });

  it('no customer, when it hangs on a note', async () => {
    const { ticket } = await openWith(files.PNG, 'a.png');
    const response = await postForm(`${origin}/tickets/api/tickets/${ticket.id}/reply/`, agent.token, [
      ['body', 'Solo para nosotros'],
      ['message_type', 'note'],
      ['attachments', files.PDF, 'interno.pdf'],
    ]);
    const note = (await response.json()) as { attachments: [Attachment] };
    const [file] = note.attachments;
    expect((await get(file, agent)).status).toBe(200);
    expect((await get(file, customer)).status).toBe(404);
    const seen = await app.request({ path: `tickets/${ticket.id}/`, token: customer.token });
    expect(seen.body).not.toContain('interno.pdf');
  });

  it('nobody, when there is no such file', async () => {
    for (const id of ['00000000-0000-7000-8000-000000000000', 'x', '..%2f..%2fetc%2fpasswd']) {
      expect((await get({ url: `/tickets/api/attachments/${id}/` }, agent)).status).toBe(404);
    }
  });
});

describe('a preview', () => {
  const noise = (width: number, height: number) =>
    sharp({
      create: {
        width,
        height,
        channels: 3,
        background: '#fff',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .jpeg({ quality: 90 })
      .toBuffer();
  const rowOf = async ({ id }: Pick<Attachment, 'id'>) => {
    const { rows } = await app.database.admin.query<Record<string, string | null>>(
      'SELECT preview_blob_key AS key, preview_refused AS refused FROM attachments WHERE id = $1',
      [id],
    );
    return rows[0]!;
  };
  const shownIn = async (ticket: { id: string }, user: TestUser) => {
    const answer = await app.request({ path: `tickets/${ticket.id}/`, token: user.token });
    return answer.json<Answer>().messages[0].attachments[0];
  };

  it('of a picture is made by a job, is small, and is for whom the picture is', async () => {
    const picture = await noise(1_200, 800);
    const { ticket, file } = await openWith(picture, 'foto.jpg');
    expect(file).not.toHaveProperty('preview');
    await eventuallyHolds(async () => expect((await rowOf(file)).key).not.toBeNull(), 20_000);
    const shown = await shownIn(ticket, customer);
    expect(shown.preview).toBe(`${file.url}preview/`);
    const url = { url: shown.preview! };
    const response = await get(url, customer);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/webp',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, no-cache',
    });
    const bytes = await bytesOf(response);
    expect(bytes.length).toBeLessThan(picture.length / 2);
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 640, height: 427 });
    const again = { 'if-none-match': response.headers.get('etag')! };
    expect((await get(url, customer, again)).status).toBe(304);

    const stranger = await createUser(app, tenant);
    const foreigner = await createUser(app, await createTenant(app), { role: 'admin' });
    const statuses = [undefined, stranger, foreigner, agent].map(
      async (user) => (await get(url, user)).status,
    );
    expect(await Promise.all(statuses)).toEqual([401, 404, 404, 200]);
  }, 30_000);

  it('is made of pictures that were there before, and not asked for again where their bytes are gone', async () => {
    const { file } = await openWith(await noise(1_000, 700), 'antigua.jpg');
    const lost = (await openWith(await noise(1_000, 701), 'perdida.jpg')).file;
    for (const one of [file, lost])
      await eventuallyHolds(async () => expect((await rowOf(one)).key).not.toBeNull(), 20_000);
    const { rows } = await app.database.admin.query<{ id: string; key: string }>(
      `UPDATE attachments SET preview_blob_key = NULL, created_at = created_at - interval '1 hour'
       WHERE id = ANY ($1::uuid[]) RETURNING id, blob_key AS key`,
      [[file.id, lost.id]],
    );
    await app.app.get(BlobStore).delete(rows.find(({ id }) => id === lost.id)!.key);
    await app.app.get(PreviewBacklog).fanOut();
    await eventuallyHolds(async () => {
      expect((await rowOf(file)).key).not.toBeNull();
      expect((await rowOf(lost)).refused).toBe('missing');
    }, 20_000);
  }, 60_000);

  it('goes with the picture when its owner is erased', async () => {
    const owner = await createUser(app, tenant);
    const admin = await createUser(app, tenant, { role: 'admin' });
    const { file } = await openWith(await noise(900, 700), 'mia.jpg', owner);
    await eventuallyHolds(async () => expect((await rowOf(file)).key).not.toBeNull(), 20_000);
    const key = (await rowOf(file)).key!;
    const isKept = async () => (await storedFiles(app)).kept.some((name) => name.endsWith(key));
    expect(await isKept()).toBe(true);
    const body = { user: owner.id, email: owner.email, tickets: 'anonymise' };
    await app.request({ method: 'POST', path: 'privacy/erasures/', token: admin.token, body });
    await eventuallyHolds(async () => expect(await isKept()).toBe(false), 15_000);
  }, 40_000);

  it('is not made of what cannot be drawn, which can be had as it is', async () => {
    const whole = await noise(1_200, 800);
    const { file } = await openWith(whole.subarray(0, whole.length - 40_000), 'rota.jpg');
    await eventuallyHolds(async () => expect((await rowOf(file)).refused).toBe('broken'), 20_000);
    expect((await get({ url: `${file.url}preview/` }, customer)).status).toBe(404);
    expect((await get(file, customer)).status).toBe(200);
  }, 30_000);
});
