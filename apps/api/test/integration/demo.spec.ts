import { afterEach, describe, expect, it } from '@jest/globals';
import type { OutboxMail } from '@noxdesk/contracts';
import { DemoSeed } from '../../src/modules/tenants/demo-seed.js';
import { TicketCommands } from '../../src/modules/tickets/ticket-commands.js';
import { createTenant, signIn } from '../factories/people.js';
import { openTicket } from '../factories/tickets.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type SmtpPeer, startSmtpPeer } from '../support/services/smtp.js';

// Real: PostgreSQL with row-level security, Redis. Not real: the socket (requests are injected).
const PASSWORD = 'demo-password-of-the-tests';
const DEMO = { id: 0, slug: 'demo' };
const opened: TestApp[] = [];
const peers: SmtpPeer[] = [];

async function start(env: Record<string, string>, beside?: TestApp): Promise<TestApp> {
  const app = await startTestApp({
    env: { DEMO_PASSWORD: PASSWORD, ...env },
    ...(beside && { database: beside.database }),
  });
  opened.push(app);
  return app;
}
afterEach(async () => {
  for (const app of opened.splice(0).reverse()) await app.close();
  for (const peer of peers.splice(0)) await peer.stop();
});

const seed = (app: TestApp) => app.app.get(DemoSeed).run();
interface DemoTicket {
  number: string;
  subject: string;
  status: string;
  created_at: string;
  sla: Record<
    'first_response' | 'resolution',
    { due_at: string | null; met_at: string | null; paused?: boolean }
  >;
}
const minutesBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 60_000);
const count = async (app: TestApp, table: string) =>
  (await app.database.admin.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`)).rows[0]!
    .count;

describe('an empty database', () => {
  it('is filled without a mail to anybody: what would have been sent can be read in the outbox', async () => {
    const smtp = await startSmtpPeer();
    peers.push(smtp);
    const app = await start({ DEMO: '1', SMTP_URL: smtp.url });
    await seed(app);
    const token = await signIn(app, DEMO, 'admin@demo.test', PASSWORD);
    const mine = await openTicket(app, await signIn(app, DEMO, 'customer@demo.test', PASSWORD));
    await smtp.waitFor(({ raw }) => raw.includes(mine.number));
    const { results } = (await app.request({ path: 'outbox/?limit=100', token })).json<{
      results: OutboxMail[];
    }>();
    // The clocks of the demo run on: whoever answers for them is told of what comes due.
    const seeded = results.filter(({ ticket, kind }) => ticket?.id !== mine.id && kind !== 'sla');
    expect(seeded.length).toBeGreaterThan(5);
    expect(new Set(seeded.map(({ state }) => state))).toEqual(new Set(['kept']));
    const toCustomers = smtp.mails.filter(({ to }) => to.some((address) => address.startsWith('customer')));
    expect(toCustomers.every(({ raw }) => raw.includes(mine.number))).toBe(true);
  });

  it('is filled with departments, accounts and tickets in every state', async () => {
    const app = await start({ DEMO: '1' });
    expect(await seed(app)).toEqual({
      emails: [
        'admin@demo.test',
        'agent@demo.test',
        'agent2@demo.test',
        'customer@demo.test',
        'customer2@demo.test',
        'noaccess@demo.test',
      ],
      generatedPassword: null,
    });
    const me = async (email: string) => {
      const token = await signIn(app, DEMO, email, PASSWORD);
      return { token, ...(await app.request({ path: 'me/', token })).json() };
    };
    const agent = await me('agent@demo.test');
    expect(agent).toMatchObject({ role: 'agent', departments: [1, 2, 3, 4], tenant: { name: 'Demo' } });
    expect(await me('agent2@demo.test')).toMatchObject({ role: 'agent', departments: [2] });
    expect(await me('customer@demo.test')).toMatchObject({ role: 'customer' });
    expect(await me('noaccess@demo.test')).toMatchObject({ role: 'customer', permissions: [] });
    expect((await app.request({ path: 'departments/', token: agent.token })).json()).toEqual([
      { id: 1, name: 'Soporte Técnico', slug: 'soporte-tecnico' },
      { id: 2, name: 'Ventas', slug: 'ventas' },
      { id: 3, name: 'Facturación', slug: 'facturacion' },
      { id: 4, name: 'Administración', slug: 'administracion' },
    ]);
    const { results } = (await app.request({ path: 'tickets/', token: agent.token })).json<{
      results: { status: string; organization: { name: string } }[];
    }>();
    expect(new Set(results.map(({ status }) => status))).toEqual(
      new Set(['new', 'open', 'pending', 'on_hold', 'resolved', 'closed']),
    );
    expect(new Set(results.map(({ organization }) => organization.name)).size).toBe(2);
  });

  it('is filled with what happened over the last days, each ticket with its clocks as of then', async () => {
    const app = await start({ DEMO: '1' });
    await seed(app);
    const token = await signIn(app, DEMO, 'agent@demo.test', PASSWORD);
    const list = async (query: string) =>
      (await app.request({ path: `tickets/?${query}`, token })).json<{ results: DemoTicket[] }>().results;
    const tickets = await list('ordering=created_at');
    const ages = tickets.map(({ created_at }) => Math.round((Date.now() - Date.parse(created_at)) / 60_000));
    expect(ages[0]).toBeGreaterThan(4 * 24 * 60);
    expect(ages.at(-1)).toBeLessThan(60);
    expect(tickets.map(({ number }) => number)).toEqual(tickets.map(({ number }) => number).sort());
    const answered = tickets.find(({ subject }) => subject.startsWith('Error 500'))!;
    expect(minutesBetween(answered.created_at, answered.sla.first_response.met_at!)).toBe(24);
    const held = tickets.find(({ status }) => status === 'on_hold')!;
    expect(held.sla.resolution).toMatchObject({ paused: true, due_at: null });
    // The sweep tells of these as soon as the workers run.
    const late = (target: { due_at: string | null; met_at: string | null }) =>
      target.met_at === null && target.due_at !== null && Date.parse(target.due_at) < Date.now();
    const overdue = tickets.filter(({ sla }) => late(sla.first_response) || late(sla.resolution));
    expect(overdue.map(({ subject }) => subject)).toEqual(['Cambio de los datos de contacto de la empresa']);
  });

  it('is filled without tickets when asked so, and with a password of its own where none is given', async () => {
    const app = await start({ DEMO: 'empty', DEMO_PASSWORD: '' });
    const { generatedPassword } = (await seed(app))!;
    expect(generatedPassword).toMatch(/^[\w-]{16}$/);
    await expect(signIn(app, DEMO, 'customer2@demo.test', generatedPassword!)).resolves.toBeDefined();
    expect(await count(app, 'tickets')).toBe(0);
  });

  it('stays empty when no demo is wanted, as in production', async () => {
    expect(await seed(await start({ DEMO: '0' }))).toBeNull();
    const production = await start({ NODE_ENV: 'production' });
    expect(await seed(production)).toBeNull();
    expect(await count(production, 'tenants')).toBe(0);
  });

  it('is filled once by two processes that start together', async () => {
    const one = await start({ DEMO: '1' });
    const two = await start({ DEMO: '1' }, one);
    const seeded = await Promise.all([seed(one), seed(two)]);
    expect(seeded.filter((result) => result !== null)).toHaveLength(1);
    expect(await count(one, 'users')).toBe(6);
    expect(await seed(one)).toBeNull();
  });

  it('is as empty as before when filling it fails halfway', async () => {
    const app = await start({ DEMO: '1' });
    const tickets = app.app.get(TicketCommands);
    const { open } = tickets;
    let calls = 0;
    tickets.open = (...args) =>
      (calls += 1) === 3 ? Promise.reject(new Error('cut')) : open.apply(tickets, args);
    await expect(seed(app)).rejects.toThrow('cut');
    expect([await count(app, 'tenants'), await count(app, 'users'), await count(app, 'tickets')]).toEqual([
      0, 0, 0,
    ]);
    tickets.open = open;
    expect(await seed(app)).not.toBeNull();
  });
});

describe('a database with a tenant', () => {
  it('is left alone', async () => {
    const app = await start({ DEMO: '1' });
    await createTenant(app, 'acme');
    expect(await seed(app)).toBeNull();
    expect(await count(app, 'tenants')).toBe(1);
  });
});
