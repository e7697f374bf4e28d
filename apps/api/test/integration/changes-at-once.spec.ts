import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTenant, createUser, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';

// Real: PostgreSQL, Redis. Not real: the socket.
let app: TestApp;
let admin: TestUser;

beforeAll(async () => {
  app = await startTestApp();
  admin = await createUser(app, await createTenant(app), { role: 'admin' });
});
afterAll(() => app.close());

const call = (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object) =>
  app.request({ method, path, token: admin.token, ...(body && { body }) });

const ROUNDS = 8;
const publicKey = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' });

/** What is made, and two changes of fields of their own, different in each round. */
type Fields = [
  name: string,
  path: string,
  make: object,
  one: (n: number) => object,
  other: (n: number) => object,
];

const RESOURCES: Fields[] = [
  [
    'a department',
    'departments/',
    { name: 'Obras', slug: 'obras' },
    (n) => ({ name: `Obras ${n}` }),
    (n) => ({ slug: `obras-${n}` }),
  ],
  [
    'a canned reply',
    'canned-replies/',
    { title: 'Hola', body: 'Hola' },
    (n) => ({ title: `Hola ${n}` }),
    (n) => ({ body: `Hola, ${n}` }),
  ],
  [
    'a macro',
    'macros/',
    { name: 'Cerrar', changes: { status: 'closed' } },
    (n) => ({ name: `Cerrar ${n}` }),
    (n) => ({ changes: { priority: n % 2 ? 'high' : 'low' } }),
  ],
  [
    'a provider of sign-in',
    'identity-providers/',
    { name: 'Acme', issuer: 'https://idp.example.test', client_id: 'noxdesk', client_secret: 'not told' },
    (n) => ({ name: `Acme ${n}` }),
    (n) => ({ enabled: n % 2 === 1 }),
  ],
  [
    'a trusted issuer',
    'trusted-issuers/',
    { name: 'Panel', issuer: 'https://panel.example.test', audience: 'noxdesk', public_key: publicKey },
    (n) => ({ name: `Panel ${n}` }),
    (n) => ({ enabled: n % 2 === 1 }),
  ],
  [
    'a webhook',
    'webhooks/',
    { url: 'https://hooks.example.test/in', events: ['ticket.created'] },
    (n) => ({ url: `https://hooks.example.test/in/${n}` }),
    (n) => ({ enabled: n % 2 === 1 }),
  ],
  [
    'a mail account',
    'mail-accounts/',
    {
      department: 1,
      address: 'soporte@acme.test',
      protocol: 'imap',
      host: 'imap.acme.test',
      port: 993,
      tls: 'tls',
      username: 'soporte',
      password: 'not told',
      enabled: false,
    },
    (n) => ({ poll_seconds: 60 + n }),
    (n) => ({ folder: `INBOX/${n}` }),
  ],
  [
    'an SLA policy',
    'sla-policies/',
    { name: 'Oro' },
    (n) => ({ name: `Oro ${n}` }),
    (n) => ({ warning_percents: [50 + n] }),
  ],
];

describe('two changes of different fields at the same time', () => {
  it.each(RESOURCES)('are both kept: %s', async (_, path, make, one, other) => {
    const made = await call('POST', path, make);
    expect(made.json()).toMatchObject({ id: expect.anything() });
    const item = `${path}${made.json<{ id: string }>().id}/`;
    for (let round = 1; round <= ROUNDS; round += 1) {
      const answers = await Promise.all([call('PATCH', item, one(round)), call('PATCH', item, other(round))]);
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
      expect((await call('GET', item)).json()).toMatchObject({ ...one(round), ...other(round) });
    }
  });
});
