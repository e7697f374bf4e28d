import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allEndpoints, API_BASE, type Endpoint, type FieldError } from '@noxdesk/contracts';
import { v4 as uuidv4 } from 'uuid';
import { z } from 'zod';
import { createTenant, createUser, type TestTenant } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';

// Every route that takes a body gets every kind of wrong one, made from its own schema; each is refused by the name of
// the field, and the database stays as it was. Real: PostgreSQL, Redis. Not real: the socket.
let app: TestApp;
let tenant: TestTenant;
let token: string;

beforeAll(async () => {
  app = await startTestApp({ env: { OPERATOR_TOKEN: 'operator-token-of-the-tests' } });
  tenant = await createTenant(app);
  ({ token } = await createUser(app, tenant, { role: 'admin' }));
});
afterAll(() => app.close());

type Schema = {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  maxLength?: number;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  minimum?: number;
};

const schemaOf = (endpoint: Endpoint) =>
  z.toJSONSchema(endpoint.body!, { io: 'input', unrepresentable: 'any' }) as Schema;
const typesOf = (schema: Schema): string[] => {
  if (schema.anyOf) return schema.anyOf.flatMap(typesOf);
  if (schema.enum) return schema.enum.map((value) => (value === null ? 'null' : typeof value));
  if (schema.const !== undefined) return [typeof schema.const];
  return [schema.type ?? 'any'].flat();
};

/** A value of a type that the schema does not take. */
function wrongType(schema: Schema): unknown {
  const types = typesOf(schema);
  if (types.includes('any')) return undefined;
  if (!types.includes('boolean')) return true;
  if (!types.includes('object')) return { wrong: 'type' };
  return undefined;
}

const withBody = allEndpoints.filter((endpoint) => endpoint.body !== undefined);
/** Parameters of paths that are no ids. */
const PARAMETERS: Record<string, string> = { kind: 'receipt', locale: 'es', department: '1' };
const path = (endpoint: Endpoint) =>
  endpoint.path
    .replaceAll(':id', endpoint.path.startsWith('departments/') ? '1' : uuidv4())
    .replaceAll(/:(\w+)/g, (_, name: string) => PARAMETERS[name] ?? uuidv4());

const bearer = (endpoint: Endpoint) =>
  endpoint.access === 'operator'
    ? 'operator-token-of-the-tests'
    : endpoint.access === 'public'
      ? undefined
      : token;

const send = (endpoint: Endpoint, body: unknown) =>
  app.request({
    method: endpoint.method,
    path: `${API_BASE}${path(endpoint)}`,
    token: bearer(endpoint),
    body,
  });

const fieldsOf = (response: Awaited<ReturnType<typeof send>>) =>
  (response.json<{ errors?: FieldError[] }>().errors ?? []).map(({ field }) => field);

/** What a tenant has, counted, so that a refused request can be shown to have left nothing. */
async function counts(): Promise<string> {
  const tables = [
    'tickets',
    'ticket_messages',
    'users',
    'departments',
    'organizations',
    'plans',
    'sla_policies',
  ];
  const parts = tables.map((name) => `(SELECT count(*) FROM ${name}) AS ${name}`);
  const { rows } = await app.database.admin.query(`SELECT ${parts.join(', ')}`);
  return JSON.stringify(rows[0]);
}

describe.each(withBody.map((endpoint) => [endpoint.id, endpoint] as const))('%s refuses', (_, endpoint) => {
  const { properties = {}, required = [] } = schemaOf(endpoint);

  it('an unknown field by its name, and keeps nothing', async () => {
    const before = await counts();
    const response = await send(endpoint, { nonsense_field: 1 });
    expect(response.statusCode).toBe(422);
    expect(fieldsOf(response)).toContain('nonsense_field');
    expect(await counts()).toBe(before);
  });

  it('a body that is no object, and one that is no JSON', async () => {
    for (const body of ['"text"', '[1]', '7', 'null']) {
      const response = await send(endpoint, body);
      expect([body, response.statusCode]).toEqual([body, 422]);
    }
    expect((await send(endpoint, '{"broken": ')).statusCode).toBe(400);
  });

  it('each field of a wrong type by its name', async () => {
    for (const [name, schema] of Object.entries(properties)) {
      const value = wrongType(schema);
      if (value === undefined) continue;
      const response = await send(endpoint, { [name]: value });
      expect([name, response.statusCode]).toEqual([name, 422]);
      expect(fieldsOf(response).some((field) => field === name || field.startsWith(`${name}.`))).toBe(true);
    }
  });

  it('each field that is missing by its name', async () => {
    const response = await send(endpoint, {});
    if (required.length > 0) {
      expect(response.statusCode).toBe(422);
      expect(fieldsOf(response)).toEqual(expect.arrayContaining(required));
    } else {
      expect(response.statusCode).toBeLessThan(500);
    }
  });

  it('texts that are too long, and control characters, without failing itself', async () => {
    for (const [name, schema] of Object.entries(properties)) {
      if (!typesOf(schema).includes('string')) continue;
      const tooLong = await send(endpoint, { [name]: 'x'.repeat(1_500_000) });
      expect([name, tooLong.statusCode]).toEqual([name, 422]);
      const control = await send(endpoint, { [name]: 'a\u0000b' });
      expect(control.statusCode).toBeLessThan(500);
    }
  });
});
