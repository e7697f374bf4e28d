import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEntry, DataExport, Erasure, RetentionRule, Ticket } from '@noxdesk/contracts';
import { v7 as uuidv7 } from 'uuid';
import { PrivacyUpkeep } from '../../src/modules/privacy/privacy-upkeep.js';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { change, getTicket, openTicket, reply } from '../factories/tickets.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { eventuallyHolds } from '../support/clock.js';
import { listen, postForm, storedFiles } from '../support/multipart.js';

// Real: PostgreSQL, Redis, the queue, the socket, the disk.
let app: TestApp;
let api: string;
let tenant: TestTenant;
let admin: TestUser;
let agent: TestUser;

beforeAll(async () => {
  app = await startTestApp();
  api = await listen(app);
  tenant = await createTenant(app);
  admin = await createUser(app, tenant, { role: 'admin' });
  agent = await createUser(app, tenant, { role: 'agent', name: 'Agente Azul' });
});
afterAll(() => app.close());

const send = (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  token = admin.token,
) => app.request({ method, path, token, ...(body !== undefined && { body }) });
const withFile = async (user: TestUser, subject: string, content: string) => {
  const answer = await postForm(`${api}tickets/`, user.token, [
    ['subject', subject],
    ['department', '1'],
    ['body', `Soy ${user.name}, ${subject}`],
    ['attachments', Buffer.from(content), 'contrato.txt'],
  ]);
  return (await answer.json()) as Ticket & { messages: { attachments: { url: string }[] }[] };
};
const mailFrom = (address: string, blobKey: string) =>
  app.database.admin.query(
    `INSERT INTO mail_ledger (tenant_id, id, source_key, blob_key, sha256, size, from_address, subject, state, received_at)
     VALUES ($1, gen_random_uuid(), $2, $3, 'x', 4, $4, 'Asunto privado', 'recorded', now())`,
    [tenant.id, uuidv7(), blobKey, address],
  );

/** Names and contents of a tar archive, as any program reads it. */
function unpack(archive: Buffer): Map<string, string> {
  const tar = gunzipSync(archive);
  const files = new Map<string, string>();
  let path: string | undefined;
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const text = (from: number, to: number) =>
      tar.toString('latin1', at + from, at + to).replace(/\0.*$/s, '');
    const size = Number.parseInt(text(124, 136), 8);
    const body = tar.toString('utf8', at + 512, at + 512 + size);
    if (text(156, 157) === 'x') path = /path=(.*)\n/.exec(body)![1];
    else {
      files.set(path ?? text(0, 100), body);
      path = undefined;
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

async function exported(user?: string): Promise<{ files: Map<string, string>; id: string }> {
  const asked = await send('POST', 'privacy/exports/', user === undefined ? {} : { user });
  expect(asked.statusCode).toBe(202);
  const { id } = asked.json<DataExport>();
  await eventuallyHolds(async () => {
    const { results } = (await send('GET', 'privacy/exports/')).json<{ results: DataExport[] }>();
    expect(results.find((one) => one.id === id)!.state).toBe('ready');
  }, 15_000);
  const download = await send('GET', `privacy/exports/${id}/download/`);
  expect([download.statusCode, download.headers['content-type']]).toEqual([200, 'application/gzip']);
  return { id, files: unpack(download.rawPayload) };
}
const rowsOf = (files: Map<string, string>, table: string) =>
  [...files]
    .filter(([name]) => name.startsWith(`data/${table}-`))
    .flatMap(([, text]) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    );

async function erased(user: TestUser, tickets: 'anonymise' | 'delete'): Promise<Erasure> {
  const asked = await send('POST', 'privacy/erasures/', { user: user.id, email: user.email, tickets });
  expect([asked.statusCode, asked.json<Erasure>().state]).toEqual([202, 'queued']);
  let found: Erasure | undefined;
  await eventuallyHolds(async () => {
    const { results } = (await send('GET', 'privacy/erasures/')).json<{ results: Erasure[] }>();
    found = results.find(({ id }) => id === asked.json<Erasure>().id)!;
    expect(found.state).toBe('done');
  }, 15_000);
  return found!;
}
/** Every place of the database, past row-level security, that still holds a word. */
async function placesOf(word: string): Promise<string[]> {
  const { rows } = await app.database.admin.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`,
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const { rowCount } = await app.database.admin.query(
      `SELECT 1 FROM "${name}" t WHERE strpos(to_jsonb(t)::text, $1) > 0 LIMIT 1`,
      [word],
    );
    if (rowCount) found.push(name);
  }
  return found.sort();
}

/** As a trusted issuer makes one of somebody who has a plan and no organisation. */
async function soleOrganization(user: TestUser, name: string): Promise<void> {
  const { admin: database } = app.database;
  const id = uuidv7();
  await database.query(
    `INSERT INTO organizations (tenant_id, id, name, shared_tickets, created_at) VALUES ($1, $2, $3, false, now())`,
    [tenant.id, id, name],
  );
  await database.query(
    `WITH issuer AS (
       INSERT INTO trusted_issuers (tenant_id, id, name, issuer, audience, jwks_url, algorithms, claims, roles, plans,
         links_by_email, enabled, created_at)
       VALUES ($1, gen_random_uuid(), $2, $2, 'aud', 'https://panel.test/keys', '{RS256}', '{}', '{}', '{}', false,
         true, now()) RETURNING id)
     INSERT INTO external_organizations (tenant_id, issuer_id, external_id, organization_id, created_at)
     SELECT $1, id, 'person:' || $2::uuid, $3, now() FROM issuer`,
    [tenant.id, user.id, id],
  );
  await database.query(`UPDATE users SET organization_id = $3 WHERE tenant_id = $1 AND id = $2`, [
    ...[tenant.id, user.id, id],
  ]);
}

describe('an archive about a person', () => {
  it('has what they wrote, sent and were sent, with files, and nothing of others or of secrets', async () => {
    const user = await createUser(app, tenant, { name: 'Carmen Perla' });
    const other = await createUser(app, tenant, { name: 'Otra Persona' });
    const ticket = await withFile(user, 'Mi asunto perlado', 'perla del contrato');
    await reply(app, agent.token, ticket.id, 'Respuesta del agente');
    await openTicket(app, other.token, { subject: 'Asunto ajeno' });
    const { files } = await exported(user.id);
    expect(rowsOf(files, 'users')).toMatchObject([{ email: user.email, name: 'Carmen Perla' }]);
    expect(rowsOf(files, 'tickets')).toMatchObject([{ subject: 'Mi asunto perlado' }]);
    const bodies = rowsOf(files, 'ticket_messages').map(({ body }) => body);
    expect(bodies).toContain('Respuesta del agente');
    const [packed] = [...files].filter(([name]) => name.endsWith('/contrato.txt'));
    expect(packed![1]).toBe('perla del contrato');
    expect(rowsOf(files, 'outbound_mails').length).toBeGreaterThan(0);
    const all = [...files.values()].join('\n');
    for (const word of ['password_hash', 'Asunto ajeno', other.email]) expect(all).not.toContain(word);
  }, 30_000);

  it('is for admins, expires, can be thrown away, and each fetch of it is written down', async () => {
    const user = await createUser(app, tenant);
    const { id } = await exported(user.id);
    const entries = (await send('GET', 'audit/?action=privacy.exports.download')).json<{
      results: object[];
    }>().results;
    expect(entries[0]).toMatchObject({ target: id, actor: { id: admin.id }, details: { subject: user.id } });
    expect((await send('GET', `privacy/exports/${id}/download/`, undefined, agent.token)).statusCode).toBe(
      403,
    );
    await app.database.admin.query(
      `UPDATE data_exports SET expires_at = now() - interval '1 minute' WHERE id = $1`,
      [id],
    );
    expect((await send('GET', `privacy/exports/${id}/download/`)).statusCode).toBe(404);
    const before = (await storedFiles(app)).kept.length;
    await app.app.get(PrivacyUpkeep).fanOut();
    await eventuallyHolds(async () => expect((await storedFiles(app)).kept).toHaveLength(before - 1), 10_000);
    expect((await send('DELETE', `privacy/exports/${id}/`)).statusCode).toBe(404);
    const unknown = await send('POST', 'privacy/exports/', { user: uuidv7() });
    expect(unknown.json()).toMatchObject({ status: 422, errors: [{ field: 'user' }] });
  }, 30_000);
});

describe('an archive about a tenant', () => {
  it('has every table of it and nothing of another tenant', async () => {
    const foreign = await createUser(app, await createTenant(app), { name: 'Forastero Único' });
    await openTicket(app, foreign.token, { subject: 'De fuera' });
    const { files } = await exported();
    const all = [...files.values()].join('\n');
    expect(all).not.toContain('De fuera');
    expect(all).not.toContain(foreign.email);
    expect(rowsOf(files, 'departments')).toHaveLength(2);
    expect(rowsOf(files, 'users').length).toBeGreaterThan(1);
    expect(rowsOf(files, 'audit_entries').length).toBeGreaterThan(1);
    expect(files.get('README.txt')).toContain('JSON');
  }, 30_000);
});

describe('the erasure of a person', () => {
  it('leaves no word of theirs anywhere, in the audit log neither, whose chain stays whole, and says what it left', async () => {
    const user = await createUser(app, tenant, { name: 'Rosa Amatista', email: 'rosa@amatista.test' });
    const ticket = await withFile(user, 'Amatista rota', 'amatista secreta');
    await reply(app, user.token, ticket.id, 'Mi amatista sigue rota');
    await reply(app, agent.token, ticket.id, 'Hola, Rosa Amatista');
    await change(app, agent.token, ticket.id, { subject: 'Amatista en camino' });
    await send('POST', 'api-tokens/', { name: 'amatista', scopes: ['tickets:read'] }, user.token);
    const { rows } = await app.database.admin.query<{ key: string }>(
      'SELECT blob_key AS key FROM attachments WHERE ticket_id = $1',
      [ticket.id],
    );
    await mailFrom(user.email, rows[0]!.key);
    const report = (await erased(user, 'anonymise')).report!;
    expect(report.removed).toMatchObject({ tickets_anonymised: 1, mails_received: 1, account: 1, files: 1 });
    expect(report.kept.map(({ what }) => what)).toEqual(['audit_entries', 'account']);
    for (const word of ['matista', user.email]) expect(await placesOf(word)).toEqual([]);
    const chain = (await send('GET', 'audit/verify/')).json<{ broken_at: number | null; redacted: number }>();
    expect(chain).toMatchObject({ broken_at: null, redacted: report.removed['audit_words'] });
    expect(chain.redacted).toBeGreaterThanOrEqual(3);
    const theirs = (await send('GET', `audit/?actor=${user.id}`)).json<{ results: AuditEntry[] }>().results;
    expect(theirs.map(({ action, actor }) => [action, actor.email])).toEqual([
      ['api-tokens.create', '[…]'],
      ['sign-in', '[…]'],
    ]);
    expect(theirs.map(({ details }) => details['name'] ?? details['address'])).toEqual(['[…]', '[…]']);
    const { kept } = await storedFiles(app);
    expect(kept.some((name) => rows[0]!.key.endsWith(name.split('/').at(-1)!))).toBe(false);
    expect((await app.request({ path: 'me/', token: user.token })).statusCode).toBe(401);
    const left = await getTicket(app, agent.token, ticket.id);
    expect(left).toMatchObject({ number: ticket.number, subject: '[…]', requester: { name: '[…]' } });
    expect(left.messages.every(({ attachments }) => attachments.length === 0)).toBe(true);
    const found = await app.request({ path: 'tickets/?search=amatista', token: agent.token });
    expect(found.json<{ results: object[] }>().results).toEqual([]);
  }, 30_000);

  it('can take their tickets along, and leaves those of others', async () => {
    const [user, other] = [await createUser(app, tenant), await createUser(app, tenant)];
    const ticket = await withFile(user, 'Para borrar', 'borrable');
    const theirs = await openTicket(app, other.token, { subject: 'Queda' });
    const report = (await erased(user, 'delete')).report!;
    expect(report.removed).toMatchObject({ tickets_deleted: 1 });
    expect((await app.request({ path: `tickets/${ticket.id}/`, token: admin.token })).statusCode).toBe(404);
    expect((await app.request({ path: `tickets/${theirs.id}/`, token: other.token })).statusCode).toBe(200);
    expect(await placesOf('Para borrar')).toEqual([]);
  }, 30_000);

  it('takes the words of an agent out of threads of others, whose own words stay', async () => {
    const leaving = await createUser(app, tenant, { role: 'agent', name: 'Nora Zafiro' });
    const user = await createUser(app, tenant);
    const ticket = await openTicket(app, user.token, { subject: 'Mío' });
    await reply(app, leaving.token, ticket.id, 'Te ayudo con el zafiro');
    await erased(leaving, 'anonymise');
    const { messages } = await getTicket(app, user.token, ticket.id);
    expect(JSON.stringify(messages)).not.toMatch(/afiro/);
    expect(messages[0]!.body).not.toBe('[…]');
    // Neither in what lists show of the thread nor in the mails that took the words to others.
    expect(await placesOf('afiro')).toEqual([]);
  }, 30_000);

  it('takes what a customer left in threads of their organisation, and the organisation that they were alone', async () => {
    const company = (await send('POST', 'organizations/', { name: 'Joyas', shared_tickets: true })).json<{
      id: string;
    }>();
    const [leaving, colleague] = await Promise.all(
      ['Olga <Topacio>', 'Ana'].map((name) => createUser(app, tenant, { name, organization: company.id })),
    );
    const ticket = await openTicket(app, colleague!.token, { subject: 'De las dos' });
    await reply(app, leaving!.token, ticket.id, 'Mi topacio');
    const answer = await reply(app, agent.token, ticket.id, 'Mañana lo miramos');
    await app.database.admin.query('UPDATE ticket_messages SET quoted = $2 WHERE id = $1', [
      answer.id,
      `Olga <Topacio> escribió:\n> Mi topacio`,
    ]);
    const view = { name: 'De ella', query: `requester=${encodeURIComponent(leaving!.email)}`, scope: 'own' };
    expect((await send('POST', 'views/', view)).statusCode).toBe(201);
    await soleOrganization(leaving!, 'Olga <Topacio> e hija');
    await erased(leaving!, 'anonymise');
    for (const word of ['opacio', leaving!.email]) expect(await placesOf(word)).toEqual([]);
    const { messages, requester } = await getTicket(app, agent.token, ticket.id);
    expect(requester.name).toBe('Ana');
    expect(messages.map(({ body }) => body)).toContain('Mañana lo miramos');
  }, 30_000);

  it('leaves the views of others that look for another address which only contains theirs', async () => {
    const leaving = await createUser(app, tenant, { email: 'eva@vistas.test' });
    const viewOf = async (name: string, query: string) => {
      const answer = await send('POST', 'views/', { name, query, scope: 'own' });
      return answer.json<{ id: string }>().id;
    };
    const theirs = await viewOf(
      'De Eva',
      `requester=${encodeURIComponent('luz@vistas.test,eva@vistas.test')}`,
    );
    const another = await viewOf('De Geva', `requester=${encodeURIComponent('geva@vistas.test')}`);
    await erased(leaving, 'anonymise');
    const { rows } = await app.database.admin.query<{ id: string }>(
      'SELECT id FROM saved_views WHERE id = ANY ($1::uuid[])',
      [[theirs, another]],
    );
    expect(rows).toEqual([{ id: another }]);
  }, 30_000);

  it('does not happen by mistake, nor to the last admin, nor across tenants', async () => {
    const lonely = await createTenant(app);
    const last = await createUser(app, lonely, { role: 'admin' });
    const ask = (body: object, token: string) => send('POST', 'privacy/erasures/', body, token);
    expect((await ask({ user: last.id, email: 'other@example.test' }, last.token)).json()).toMatchObject({
      status: 422,
      errors: [{ field: 'email', code: 'not_their_address' }],
    });
    expect((await ask({ user: last.id, email: last.email }, last.token)).json()).toMatchObject({
      status: 409,
      errors: [{ code: 'last_admin' }],
    });
    expect((await ask({ user: agent.id, email: agent.email }, last.token)).json()).toMatchObject({
      status: 422,
      errors: [{ field: 'user' }],
    });
    expect((await ask({ user: agent.id, email: agent.email }, agent.token)).statusCode).toBe(403);
  });
});

describe('retention', () => {
  const closedDaysAgo = async (user: TestUser, days: number, department = 1) => {
    const ticket = await openTicket(app, user.token, { subject: `Cerrado hace ${days}`, department });
    await app.database.admin.query(
      `UPDATE tickets SET status = 'closed', closed_at = now() - $2 * interval '1 day' WHERE id = $1`,
      [ticket.id, days],
    );
    return ticket.id;
  };
  const run = async (department: number) => {
    await app.app.get(PrivacyUpkeep).fanOut();
    await eventuallyHolds(async () => {
      const rules = (await send('GET', 'privacy/retention/')).json<RetentionRule[]>();
      const rule = rules.find((one) => one.department.id === department)!;
      expect([rule.due, rule.last_run_at]).toEqual([0, expect.any(String)]);
    }, 15_000);
  };
  const subjectOf = async (id: string) => {
    const { rows } = await app.database.admin.query<{ subject: string }>(
      'SELECT subject FROM tickets WHERE id = $1',
      [id],
    );
    return rows[0]?.subject;
  };

  it('counts first, then takes what is old enough in that department, and no more', async () => {
    const user = await createUser(app, tenant, { name: 'Vecina Jade' });
    const [old, young, elsewhere] = [
      ...[await closedDaysAgo(user, 40), await closedDaysAgo(user, 20), await closedDaysAgo(user, 40, 2)],
    ];
    const open = await openTicket(app, user.token, { subject: 'Abierto' });
    const preview = await send('POST', 'privacy/retention/1/preview/', { after_days: 30 });
    expect([preview.statusCode, preview.json()]).toEqual([200, { due: 1 }]);
    const set = await send('PATCH', 'privacy/retention/1/', { after_days: 30, action: 'anonymise' });
    expect(set.json()).toMatchObject({ department: { id: 1 }, after_days: 30, due: 1, last_run_at: null });
    await run(1);
    expect(await subjectOf(old!)).toBe('[…]');
    expect(await subjectOf(young!)).toBe('Cerrado hace 20');
    expect(await subjectOf(elsewhere!)).toBe('Cerrado hace 40');
    expect(await subjectOf(open.id)).toBe('Abierto');
    const { rows } = await app.database.admin.query('SELECT requester_id FROM tickets WHERE id = $1', [old]);
    expect(rows[0].requester_id).not.toBe(user.id);
    expect((await app.request({ path: 'me/', token: user.token })).statusCode).toBe(200);
    const entries = (await send('GET', 'audit/?action=privacy.retention.run')).json<{ results: object[] }>();
    expect(entries.results).toMatchObject([{ target: '1', details: { tickets: 1, action: 'anonymise' } }]);
  }, 30_000);

  it('deletes more than one batch of them, with what hangs on them', async () => {
    const user = await createUser(app, tenant);
    const first = await closedDaysAgo(user, 90, 2);
    const follow = await closedDaysAgo(user, 90, 2);
    await app.database.admin.query('UPDATE tickets SET follows_id = $2 WHERE id = $1', [follow, first]);
    for (let index = 0; index < 60; index += 1) await closedDaysAgo(user, 90, 2);
    await send('PATCH', 'privacy/retention/2/', { after_days: 60, action: 'delete' });
    await run(2);
    const { rows } = await app.database.admin.query(
      `SELECT count(*)::integer AS count FROM tickets WHERE tenant_id = $1 AND department_id = 2 AND closed_at < now() - interval '60 days'`,
      [tenant.id],
    );
    expect(rows[0].count).toBe(0);
    expect((await send('PATCH', 'privacy/retention/2/', { after_days: null })).json()).toMatchObject({
      after_days: null,
      due: 0,
    });
  }, 60_000);

  it.each([
    ['PATCH', 'privacy/retention/1/', { after_days: 0 }, 422],
    ['PATCH', 'privacy/retention/1/', { after_days: 1, action: 'forget' }, 422],
    ['PATCH', 'privacy/retention/99/', { after_days: 1 }, 404],
    ['POST', 'privacy/retention/99/preview/', { after_days: 1 }, 404],
  ] as const)('refuses %s %s %j', async (method, path, body, status) => {
    expect((await send(method, path, body)).statusCode).toBe(status);
  });
});
