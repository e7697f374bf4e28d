import { type SlaPolicyVersion, DEFAULT_SLA_TARGETS } from '@noxdesk/domain';
import type pg from 'pg';
import { CopyWriter } from './copy.js';
import type { Scale } from './scale.js';
import { type Random } from './random.js';
import type { Texts } from './texts.js';
import { DEPARTMENTS } from './vocabulary.js';

const DAY_MS = 86_400_000;

export interface Person {
  id: string;
  name: string;
  email: string;
  /** Of the name and the address, as they stand in the document of each message. */
  lexemes: readonly string[];
  organizationId: string | null;
}
export interface Agent extends Person {
  departments: readonly number[];
}

/** A tenant without its tickets. */
export interface Company {
  tenantId: number;
  admin: Person;
  agents: readonly Agent[];
  requesters: readonly Person[];
  departments: readonly number[];
  policy: SlaPolicyVersion;
}

/** Writes a tenant with its departments, policy and people. */
export async function makeCompany(
  client: pg.ClientBase,
  slug: string,
  scale: Scale,
  texts: Texts,
  random: Random,
): Promise<Company> {
  const at = scale.from - 30 * DAY_MS;
  const { rows } = await client.query<{ id: number }>('SELECT create_tenant($1, $2, $3, $4) AS id', [
    slug,
    `Empresa ${slug}`,
    [],
    new Date(at),
  ]);
  const tenantId = rows[0]!.id;
  await client.query('INSERT INTO tenant_settings (tenant_id) VALUES ($1)', [tenantId]);
  const departments = await writeDepartments(client, tenantId, scale, at);
  const policy = await writePolicy(client, tenantId, random, at);
  const organizations = await writeOrganizations(client, tenantId, scale, random, at);

  const person = (role: string, index: number, organizationId: string | null): Person => {
    const [first, last] = [random.pick(texts.firstNames), random.pick(texts.lastNames)];
    const email = `${role}${index}.${slug}@empresa.test`;
    return {
      id: random.uuid7(at + index),
      name: `${first.text} ${last.text}`,
      email,
      lexemes: [...first.lexemes, ...last.lexemes, email],
      organizationId,
    };
  };
  const admin = person('admin', 1, null);
  const agents = Array.from({ length: scale.agents }, (_, i): Agent => {
    const members = new Set([
      departments[i % departments.length]!,
      ...(random.chance(0.4) ? [random.pick(departments)] : []),
    ]);
    return { ...person('agent', i + 1, null), departments: [...members] };
  });
  const requesters = Array.from({ length: scale.requesters }, (_, i) =>
    person('cliente', i + 1, random.chance(0.4) ? organizations[random.skewed(organizations.length)]! : null),
  );
  await writeUsers(client, tenantId, { admin, agents, requesters }, at);
  return { tenantId, admin, agents, requesters, departments, policy };
}

async function writeDepartments(client: pg.ClientBase, tenantId: number, scale: Scale, at: number) {
  const names = DEPARTMENTS.slice(0, scale.departments);
  const columns = ['tenant_id', 'id', 'name', 'slug', 'created_at'];
  const writer = new CopyWriter(client, 'departments', columns);
  for (const [i, name] of names.entries()) {
    await writer.write([tenantId, i + 1, name, `departamento-${i + 1}`, new Date(at)]);
  }
  await writer.end();
  return names.map((_, i) => i + 1);
}

async function writePolicy(
  client: pg.ClientBase,
  tenantId: number,
  random: Random,
  at: number,
): Promise<SlaPolicyVersion> {
  const policy: SlaPolicyVersion = {
    id: random.uuid7(at),
    version: 1,
    name: 'Estándar',
    calendar: null,
    warning_percents: [80],
    targets: DEFAULT_SLA_TARGETS,
  };
  await client.query(
    `INSERT INTO sla_policies (tenant_id, id, name, is_default, created_at) VALUES ($1, $2, $3, true, $4)`,
    [tenantId, policy.id, policy.name, new Date(at)],
  );
  await client.query(
    `INSERT INTO sla_policy_versions (tenant_id, policy_id, version, calendar, warning_percent, targets, created_at)
     VALUES ($1, $2, 1, NULL, 80, $3, $4)`,
    [tenantId, policy.id, JSON.stringify(policy.targets), new Date(at)],
  );
  return policy;
}

async function writeOrganizations(
  client: pg.ClientBase,
  tenantId: number,
  scale: Scale,
  random: Random,
  at: number,
): Promise<string[]> {
  const count = Math.max(2, Math.round(scale.requesters / 50));
  const columns = ['tenant_id', 'id', 'name', 'shared_tickets', 'created_at'];
  const writer = new CopyWriter(client, 'organizations', columns);
  const ids: string[] = [];
  for (let i = 1; i <= count; i += 1) {
    const id = random.uuid7(at + i);
    ids.push(id);
    await writer.write([tenantId, id, `Organización ${i}`, random.chance(0.5), new Date(at)]);
  }
  await writer.end();
  return ids;
}

async function writeUsers(
  client: pg.ClientBase,
  tenantId: number,
  people: { admin: Person; agents: readonly Agent[]; requesters: readonly Person[] },
  at: number,
): Promise<void> {
  const columns = 'tenant_id id email name role organization_id created_at updated_at'.split(' ');
  const users = new CopyWriter(client, 'users', columns);
  const write = (person: Person, role: string) =>
    users.write([
      tenantId,
      person.id,
      person.email,
      person.name,
      role,
      person.organizationId,
      new Date(at),
      new Date(at),
    ]);
  await write(people.admin, 'admin');
  for (const agent of people.agents) await write(agent, 'agent');
  for (const requester of people.requesters) await write(requester, 'customer');
  await users.end();
  const members = new CopyWriter(client, 'department_members', ['tenant_id', 'department_id', 'user_id']);
  for (const { id, departments } of people.agents) {
    for (const department of departments) await members.write([tenantId, department, id]);
  }
  await members.end();
}
