import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProblemDetails } from '@noxdesk/contracts';
import { createTenant, createUser, type TestUser } from '../factories/people.js';
import { openTicket } from '../factories/tickets.js';
import { startTestApp, type TestApp, type TestRequest } from '../support/app.js';

// Real: PostgreSQL, Redis. Not real: the socket.
let app: TestApp;
let customer: TestUser;
let outsider: TestUser;

beforeAll(async () => {
  app = await startTestApp();
  const tenant = await createTenant(app);
  customer = await createUser(app, tenant);
  outsider = await createUser(app, tenant, { canAccessTicketing: false });
});
afterAll(() => app.close());

const json = (method: 'POST' | 'PATCH', path: string, rest: Partial<TestRequest>): TestRequest => ({
  method,
  path,
  ...rest,
});

describe('a refusal', () => {
  it.each<[string, number, () => Promise<TestRequest> | TestRequest]>([
    [
      'of wrong credentials',
      401,
      () => json('POST', 'auth/token/', { body: { email: 'a@b.test', password: 'x' } }),
    ],
    ['without a token', 401, () => ({ path: 'tickets/' })],
    ['of somebody without access', 403, () => ({ path: 'tickets/', token: outsider.token })],
    ['of a customer where admins work', 403, () => ({ path: 'users/', token: customer.token })],
    ['of what does not exist', 404, () => ({ path: 'tickets/nope/', token: customer.token })],
    ['of a path that is none', 404, () => ({ path: 'nope/' })],
    ['of a method', 405, () => ({ method: 'PUT', path: 'tickets/', token: customer.token })],
    [
      'of a stale version',
      412,
      async () =>
        json('PATCH', `tickets/${(await openTicket(app, customer.token)).id}/`, {
          token: customer.token,
          body: { status: 'open' },
          headers: { 'if-match': '"99"' },
        }),
    ],
    [
      'of a type of content',
      415,
      () =>
        json('POST', 'auth/token/', {
          body: 'email=a',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        }),
    ],
    [
      'of plain text where JSON is read',
      415,
      () => json('POST', 'auth/token/', { body: '{}', headers: { 'content-type': 'text/plain' } }),
    ],
    ['of a field', 422, () => json('POST', 'tickets/', { token: customer.token, body: { subject: 'x' } })],
  ])('%s says in words what was refused', async (_, status, make) => {
    const answer = await app.request(await make());
    expect(answer.statusCode).toBe(status);
    const problem = answer.json<ProblemDetails>();
    expect(problem).toMatchObject({ status, type: expect.any(String), title: expect.any(String) });
    expect(problem.detail).toMatch(/\w{3}/);
  });

  it.each(['auth/token/refresh/', 'auth/logout/'])(
    'of %s without a token of either kind names it',
    async (path) => {
      for (const body of [{}, { session: false }]) {
        const answer = await app.request(json('POST', path, { body }));
        expect(answer.statusCode).toBe(422);
        expect(answer.json<ProblemDetails>().errors).toMatchObject([{ field: 'refresh', code: 'required' }]);
      }
    },
  );

  it('of a change of state says which ones are possible', async () => {
    const { id } = await openTicket(app, customer.token);
    const answer = await app.request(
      json('PATCH', `tickets/${id}/`, {
        token: customer.token,
        body: { status: 'open' },
        headers: { 'accept-language': 'en' },
      }),
    );
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({
      allowed: [],
      detail: 'The ticket cannot go to that state. It can go to no other.',
    });
  });
});
