import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allEndpoints, type Endpoint, endpoints } from '@noxdesk/contracts';
import { ModulesContainer } from '@nestjs/core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ENDPOINT } from '../../src/platform/http/endpoint.js';
import type { OpenApiDocument, Operation } from '../../src/platform/http/openapi.js';
import { startTestApp, type TestApp } from '../support/app.js';

// Real: the whole application, PostgreSQL, Redis. Not real: the socket (requests are injected).
let app: TestApp;
let document: OpenApiDocument;

beforeAll(async () => {
  app = await startTestApp();
  document = (await app.request({ path: 'openapi.json' })).json();
});
afterAll(() => app.close());

/** The routes that controllers bind, one for each handler. */
function boundRoutes(): Endpoint[] {
  const modules = [...app.app.get(ModulesContainer).values()];
  const controllers = new Set(modules.flatMap((module) => [...module.controllers.values()]));
  return [...controllers].flatMap(({ metatype }) => {
    const prototype = (metatype as { prototype: Record<string, object> }).prototype;
    return Object.getOwnPropertyNames(prototype)
      .filter((name) => name !== 'constructor' && typeof prototype[name] === 'function')
      .map((name) => Reflect.getMetadata(ENDPOINT, prototype[name]!) as Endpoint | undefined)
      .filter((endpoint) => endpoint !== undefined);
  });
}

const newAjv = () =>
  new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, validateFormats: false }).addKeyword(
    'components',
  );
const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
const operation = (id: string): Operation =>
  operations().find((entry) => entry.operation.operationId === id)!.operation;

describe('the routes', () => {
  it('are bound to one handler each, and every handler to a route of the contracts', () => {
    const bound = boundRoutes().map(({ id }) => id);
    expect(bound.filter((id, index) => bound.indexOf(id) !== index)).toEqual([]);
    expect([...bound].sort()).toEqual(allEndpoints.map(({ id }) => id).sort());
  });

  it('are told apart by id, and by method and path', () => {
    const ids = allEndpoints.map(({ id }) => id);
    const places = allEndpoints.map(({ method, path }) => `${method} ${path.replace(/:\w+/g, ':')}`);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(places).size).toBe(places.length);
  });

  it('say what they answer, and name every parameter of their path', () => {
    for (const { id, status, response, produces, path, params } of allEndpoints) {
      const answers = [status === 204, response !== undefined, produces !== undefined];
      expect([id, answers.filter(Boolean).length]).toEqual([id, 1]);
      expect([id, /:/.test(path)]).toEqual([id, params !== undefined]);
    }
  });
});

describe('the OpenAPI document', () => {
  it('is version 3.1 and has every route once', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.servers).toEqual([{ url: '/tickets/api' }]);
    const ids = operations().map((entry) => entry.operation.operationId);
    expect(ids.sort()).toEqual(allEndpoints.map(({ id }) => id).sort());
  });

  it('refers to nothing that is not there', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref!);
    const known = new Set(
      Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`),
    );
    expect(refs.length).toBeGreaterThan(100);
    expect(refs.filter((ref) => !known.has(ref))).toEqual([]);
  });

  it('holds JSON Schemas that compile (draft 2020-12), none of them empty', () => {
    const ajv = newAjv();
    ajv.addSchema({ $id: 'api', components: document.components });
    const contents = operations().flatMap(({ operation: { requestBody, responses, parameters = [] } }) => [
      ...Object.values(requestBody?.content ?? {}),
      ...Object.values(responses).flatMap(({ content = {} }) => Object.values(content)),
      ...parameters,
    ]);
    const absolute = (schema: object) =>
      JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"api#/')) as object;
    for (const { schema } of contents) {
      expect(Object.keys(schema).length).toBeGreaterThan(0);
      expect(() => ajv.compile(absolute(schema))).not.toThrow();
    }
  });

  it('describes a real answer: the list of tenants is valid against its schema', async () => {
    await app.request({
      method: 'POST',
      path: 'operator/tenants/',
      token: app.config.operatorToken,
      body: {
        slug: 'acme',
        name: 'Acme',
        admin: { email: 'a@acme.test', name: 'A', password: 'una contraseña larga' },
      },
    });
    const answer = await app.request({ path: 'operator/tenants/', token: app.config.operatorToken });
    const ajv = newAjv();
    const { schema } = operation('operator.tenants.list').responses[200]!.content!['application/json']!;
    const validate = ajv.compile({ ...schema, components: document.components } as object);
    expect(validate(answer.json())).toBe(true);
    expect(validate({ ...answer.json(), results: [{}] })).toBe(false);
  });

  it('tells of the headers, the forms and the refusals of a route', () => {
    const reply = operation(endpoints.tickets.reply.id);
    expect(reply.parameters!.map(({ name, in: place }) => `${place} ${name}`)).toEqual([
      'path id',
      'header If-Match',
      'header Idempotency-Key',
    ]);
    expect(Object.keys(reply.requestBody!.content)).toEqual(['application/json', 'multipart/form-data']);
    expect(reply.requestBody!.content['multipart/form-data']!.schema).toMatchObject({
      required: ['body'],
      properties: { body: { type: 'string' }, attachments: { type: 'array' } },
    });
    for (const status of ['400', '401', '403', '404', '409', '412', '413', '415', '422']) {
      expect(Object.keys(reply.responses[status]!.content!)).toEqual(['application/problem+json']);
    }
    expect(operation('tickets.get').responses[200]!.headers).toHaveProperty('ETag');
    const filters = operation('tickets.list').parameters!;
    expect(filters.find(({ name }) => name === 'status')).toMatchObject({
      in: 'query',
      required: false,
      style: 'form',
      explode: false,
      schema: { type: 'array', items: { enum: expect.arrayContaining(['on_hold']) } },
    });
  });

  it('names who may call what', () => {
    expect(operation('auth.token').security).toEqual([]);
    expect(operation('operator.tenants.list').security).toEqual([{ operator: [] }]);
    expect(operation('tickets.list').security).toEqual([{ bearer: ['tickets:read'] }]);
  });
});

describe('the page of the documentation', () => {
  it('shows every route and every schema, open to everyone, with nothing loaded and no script', async () => {
    const response = await app.request({ path: 'docs/' });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(response.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    const html = response.body;
    for (const { operation: one } of operations()) {
      expect(html).toContain(`id="op-${one.operationId.replaceAll('.', '-')}"`);
    }
    const anchors = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...html.matchAll(/ href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.filter((id) => !anchors.has(id))).toEqual([]);
    expect(html).toContain('<html lang="es">');
    expect(/<script|<link| src=|style="|https?:\/\//.exec(html)).toBeNull();
    expect(/undefined|\[object/.exec(html)).toBeNull();
  });
});

describe('the type of a problem', () => {
  it('names a page that tells what it means', async () => {
    const refused = (await app.request({ path: 'users/' })).json<{ type: string }>();
    const page = await app.request({ path: refused.type });
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.body).toContain('Hay que iniciar sesión');
    expect(page.body).toContain('<code>unauthenticated</code>');
    expect((await app.request({ path: 'problems/no_such_code/' })).statusCode).toBe(404);
  });
});
