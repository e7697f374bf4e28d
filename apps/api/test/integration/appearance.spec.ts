import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Appearance } from '@noxdesk/contracts';
import { JPEG, PNG } from '../factories/files.js';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';

/** A JPEG of 2 by 3 pixels, as far as its frame header; what a picture shows is not looked at. */
const FRAME = Buffer.from('ffc0000b080003000201011100', 'hex');
const PICTURE = Buffer.concat([JPEG.subarray(0, 2), FRAME, Buffer.from('ffd9', 'hex')]);

// Real: PostgreSQL. Not real: the HTTP socket (requests are injected).
let app: TestApp;
let tenant: TestTenant;
let admin: TestUser;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  tenant = await createTenant(app);
  admin = await createUser(app, tenant, { role: 'admin' });
});

const change = (body: unknown, token = admin.token) =>
  app.request({ method: 'PATCH', path: 'appearance/', token, body });
const logoOf = (bytes: Buffer) => ({ logo: { data: bytes.toString('base64') } });

describe('the look of a tenant', () => {
  it('is a name, a logo and an accent, whose colours are made to be read in both themes', async () => {
    const answer = await change({ name: 'Clínica  Sol', accent: '#FFCC00', ...logoOf(PNG) });
    expect(answer.statusCode).toBe(200);
    const look = answer.json<Appearance>();
    expect(look).toMatchObject({
      name: 'Clínica Sol',
      accent: '#ffcc00',
      logo: expect.stringMatching(/^\/tickets\/api\/brand\/logo\/[0-9a-z]+-[0-9a-f]{64}\/$/),
      theme: {
        light: { accent: expect.stringMatching(/^oklch\(/) },
        dark: { on_accent: expect.any(String) },
      },
    });
    const customer = await createUser(app, tenant);
    expect((await app.request({ path: 'appearance/', token: customer.token })).json()).toEqual(look);
    expect((await app.request({ path: 'me/', token: customer.token })).json().tenant.name).toBe(
      'Clínica Sol',
    );
    const back = await change({ accent: null, logo: null });
    expect(back.json()).toEqual({ name: 'Clínica Sol', accent: null, logo: null, theme: null });
  });

  it('has a logo that anybody may fetch, as a picture and as nothing else', async () => {
    const bytes = PICTURE;
    const { logo } = (await change(logoOf(bytes))).json<Appearance>();
    const answer = await app.request({ path: logo! });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': `default-src 'none'; sandbox`,
    });
    expect(answer.rawPayload.equals(bytes)).toBe(true);
    const elsewhere = logo!.replace(/logo\/[0-9a-z]+-/, 'logo/zz-');
    expect((await app.request({ path: elsewhere })).statusCode).toBe(404);
    await change(logoOf(PNG));
    expect((await app.request({ path: logo! })).statusCode).toBe(404);
  });

  it.each([
    ['a picture that is none', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), 415],
    ['a GIF', Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1'), 415],
    ['half a PNG', PNG.subarray(0, 40), 415],
    ['a PNG with something behind it', Buffer.concat([PNG, Buffer.from('<script>')]), 415],
    ['the beginning of a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), 415],
    ['too much', Buffer.alloc(262_145), 413],
  ])('refuses %s', async (_, bytes, status) => {
    const answer = await change(logoOf(bytes));
    expect(answer.statusCode).toBe(status);
    if (status === 413 || status === 415) expect(answer.json().errors[0].field).toBe('logo');
    expect((await app.request({ path: 'appearance/', token: admin.token })).json().logo).toBeNull();
  });

  it('refuses a picture of too many pixels, whatever its size', async () => {
    const wide = Buffer.from(PNG);
    wide.writeUInt32BE(5_000, 16);
    const answer = await change(logoOf(wide));
    expect([answer.statusCode, answer.json().errors[0].code]).toEqual([413, 'too_many_pixels']);
  });

  it.each([
    { accent: 'red' },
    { accent: '#fff' },
    { name: '  ' },
    { logo: { data: '???' } },
    {},
    { colour: 'x' },
  ])('refuses %j by name', async (body) => {
    expect((await change(body)).statusCode).toBe(422);
  });

  it('is for admins to change, and each tenant’s own', async () => {
    const agent = await createUser(app, tenant, { role: 'agent' });
    expect((await change({ name: 'Otra' }, agent.token)).statusCode).toBe(403);
    expect((await app.request({ path: 'appearance/' })).statusCode).toBe(401);
    await change({ name: 'Solo esta', accent: '#112233' });
    const other = await createUser(app, await createTenant(app), { role: 'admin' });
    const seen = (await app.request({ path: 'appearance/', token: other.token })).json();
    expect(seen).toMatchObject({ accent: null, name: expect.not.stringContaining('Solo esta') });
  });

  it('is told at the host names of the tenant, and of nobody where several share one', async () => {
    const brand = async (host: string) => (await app.request({ path: 'brand/', headers: { host } })).json();
    expect(await brand('desk.test')).toEqual({ name: null, logo: null, theme: null });
    await app.database.admin.query(`UPDATE tenants SET hosts = '{soporte.sol.test}' WHERE id = $1`, [
      tenant.id,
    ]);
    await change({ name: 'Clínica Sol', accent: '#00703c' });
    expect(await brand('SOPORTE.sol.test')).toMatchObject({
      name: 'Clínica Sol',
      theme: { light: {}, dark: {} },
    });
  });
});
