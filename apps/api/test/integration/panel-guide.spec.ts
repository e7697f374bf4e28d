import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';

// Real: the example of docs/panel.md as it stands there, its script in a Node.js of its own, PostgreSQL. Not real: the
// socket.
const GUIDE = new URL('../../../../docs/panel.md', import.meta.url);
let app: TestApp;
let tenant: TestTenant;
let admin: TestUser;
let folder: string;

beforeAll(async () => {
  app = await startTestApp();
  tenant = await createTenant(app);
  admin = await createUser(app, tenant, { role: 'admin' });
  folder = await mkdtemp(join(tmpdir(), 'noxdesk-panel-'));
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const example = async (name: string) =>
  new RegExp(`\`\`\`\\w+ ${name}\\n([\\s\\S]+?)\`\`\``).exec(await readFile(GUIDE, 'utf8'))![1]!;

describe('the guide for panels', () => {
  it('leads from a key pair to a ticket of a user whom NoxDesk has not seen before', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    await writeFile(join(folder, 'panel.key'), privateKey.export({ format: 'pem', type: 'pkcs8' }));
    await writeFile(join(folder, 'sign.mjs'), await example('sign'));
    const plan = await app.request({
      method: 'POST',
      path: 'plans/',
      token: admin.token,
      body: { name: 'Oro' },
    });

    const issuer = JSON.parse(await example('issuer')) as Record<string, unknown>;
    issuer.public_key = publicKey.export({ format: 'pem', type: 'spki' });
    const trusted = await app.request({
      method: 'POST',
      path: 'trusted-issuers/',
      token: admin.token,
      body: issuer,
    });
    expect(trusted.statusCode).toBe(201);

    const { stdout } = await promisify(execFile)(process.execPath, ['sign.mjs'], { cwd: folder });
    const token = stdout.trim();
    const me = await app.request({ path: 'me/', token });
    expect(me.json()).toMatchObject({
      email: 'lucia@cliente.example',
      name: 'Lucía Márquez',
      role: 'customer',
      permissions: ['can_access_ticketing'],
      tenant: { slug: tenant.slug },
    });
    const ticket = await app.request({
      method: 'POST',
      path: 'tickets/',
      token,
      body: { subject: 'No carga', department: 1, messages: [{ body: 'Error 500' }] },
    });
    expect(ticket.statusCode).toBe(201);
    expect(ticket.json()).toMatchObject({ channel: 'web', organization: { name: 'Cliente, S. L.' } });
    const { id } = ticket.json<{ organization: { id: string } }>().organization;
    const organization = await app.request({ path: `organizations/${id}/`, token: admin.token });
    expect(organization.json()).toMatchObject({ plan: { id: plan.json().id, name: 'Oro' } });
  });
});
