import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { allEndpoints, API_BASE, type Endpoint } from '@noxdesk/contracts';
import fc from 'fast-check';
import { z } from 'zod';
import { createTenant, createUser, type TestUser } from '../factories/people.js';
import { openTicket } from '../factories/tickets.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { identityProvider, trustedIssuer } from './access/identity-requests.js';

// Every route is called with values made at random from its own schemas, half of them spoilt. Whatever comes, the
// answer is never a failure of ours, and (held by the test application) it is valid against its schema.
// Real: PostgreSQL, Redis. Not real: the socket.
const RUNS = Number(process.env.NOXDESK_FUZZ_RUNS ?? 60);
// Given, so that a failure can be repeated; another one searches elsewhere.
const SEED = Number(process.env.NOXDESK_FUZZ_SEED ?? 20_261_123);

let app: TestApp;
let admin: TestUser;
let customer: TestUser;
const ids: string[] = [];

beforeAll(async () => {
  app = await startTestApp();
  const tenant = await createTenant(app);
  admin = await createUser(app, tenant, { role: 'admin' });
  customer = await createUser(app, tenant);
  for (let index = 0; index < 3; index += 1) ids.push((await openTicket(app, customer.token)).id);
  ids.push(admin.id, customer.id);
  const made = async (path: string, body: object) =>
    (await app.request({ method: 'POST', path, token: admin.token, body })).json<{ id: string }>().id;
  ids.push(await made('identity-providers/', identityProvider('Fuzz')));
  ids.push(await made('trusted-issuers/', trustedIssuer('Fuzz')));
});
// A rule that shuts everybody out would leave nothing to be tried.
afterEach(async () => {
  await app.database.admin.query('DELETE FROM tenant_security');
});
afterAll(() => app.close());

interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  allOf?: Schema[];
  format?: string;
  maxItems?: number;
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '\ud800',
    '../../etc/passwd',
    "'; DROP TABLE tickets; --",
    '%',
    '_',
    '\\',
    '\r\nBcc: x@y.test',
  ),
  fc.string({ minLength: 1_000, maxLength: 3_000 }),
);
const anything = fc.oneof(
  text,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.array(text, { maxLength: 3 }),
);

function stringOf({ format }: Schema): fc.Arbitrary<unknown> {
  if (format === 'uuid') return fc.oneof(fc.constantFrom(...ids), fc.uuid());
  if (format === 'email') return fc.emailAddress();
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (format === 'uri') return fc.webUrl();
  return text;
}

/** Values of a schema, with something else in their place now and then. */
function valuesOf(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  const fitting = fittingValues(schema, depth);
  return fc.oneof({ weight: 6, arbitrary: fitting }, { weight: 1, arbitrary: anything });
}

function fittingValues(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  if (depth > 6) return fc.constant(null);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => valuesOf(one, depth + 1)));
  if (schema.allOf?.[0]) return valuesOf(schema.allOf[0], depth + 1);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch ([schema.type].flat()[0]) {
    case 'object': {
      const shape = Object.entries(schema.properties ?? {}).map(([name, one]) => [
        name,
        valuesOf(one, depth + 1),
      ]);
      return fc.record(Object.fromEntries(shape) as Record<string, fc.Arbitrary<unknown>>, {
        requiredKeys: [],
      });
    }
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}, depth + 1), {
        maxLength: Math.min(schema.maxItems ?? 3, 3),
      });
    case 'integer':
      return fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer(), fc.maxSafeInteger());
    case 'number':
      return fc.double();
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return stringOf(schema);
    default:
      return anything;
  }
}

const jsonSchema = (schema: z.ZodType | undefined) =>
  schema ? (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema) : undefined;

interface Call {
  ids: string[];
  query: Record<string, unknown>;
  body: unknown;
  byCustomer: boolean;
}

function callsOf(endpoint: Endpoint): fc.Arbitrary<Call> {
  const query = jsonSchema(endpoint.query);
  const body = jsonSchema(endpoint.body);
  return fc.record({
    ids: fc.array(fc.oneof(fc.constantFrom(...ids, '1', '2'), text), { minLength: 3, maxLength: 3 }),
    query: (query ? valuesOf(query) : fc.constant({})) as fc.Arbitrary<Record<string, unknown>>,
    body: body ? valuesOf(body) : fc.constant(undefined),
    byCustomer: fc.boolean(),
  });
}

/** Lone surrogates cannot be written into a URL. */
const wellFormed = (part: string) => Buffer.from(part, 'utf8').toString('utf8');

async function send(endpoint: Endpoint, call: Call): Promise<number> {
  let index = 0;
  const path = endpoint.path.replace(/:\w+/g, () => encodeURIComponent(wellFormed(call.ids[index++] ?? 'x')));
  const query = Object.entries(call.query ?? {}).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  const search = query.length > 0 ? `?${new URLSearchParams(query).toString()}` : '';
  const response = await app.request({
    method: endpoint.method,
    path: `${API_BASE}${path}${search}`.slice(0, 12_000),
    token: call.byCustomer ? customer.token : admin.token,
    ...(call.body !== undefined && {
      body: JSON.stringify(call.body),
      headers: { 'content-type': 'application/json' },
    }),
  });
  return response.statusCode;
}

// The live stream never ends; signing out or closing accounts would end the test's own.
const LEFT_OUT = ['live.stream', 'users.change', 'users.remove', 'auth.logout'];

describe.each(
  allEndpoints.filter(({ id }) => !LEFT_OUT.includes(id)).map((endpoint) => [endpoint.id, endpoint] as const),
)('%s', (_, endpoint) => {
  it('answers whatever it is sent, and never by failing', async () => {
    const property = fc.asyncProperty(callsOf(endpoint), async (call) => {
      expect(await send(endpoint, call)).toBeLessThan(500);
    });
    await fc.assert(property, { numRuns: RUNS, seed: SEED });
  }, 120_000);
});
