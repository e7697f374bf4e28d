import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { Ticket } from '@noxdesk/contracts';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { MONDAY } from '../factories/sla.js';
import { getTicket } from '../factories/tickets.js';
import { startTestApp, type TestApp, type TestRequest } from './app.js';
import { TestClock } from './clock.js';

/** An application on a clock that stands, with a fresh tenant and its people for each test. */
export interface SlaDesk {
  readonly app: TestApp;
  /** At {@link MONDAY} when a test begins. */
  readonly clock: TestClock;
  readonly tenant: TestTenant;
  readonly admin: TestUser;
  /** Of the departments 1 and 2. */
  readonly agent: TestUser;
  readonly customer: TestUser;
  /** Calls a route below `/tickets/api/` as the admin, or as the bearer of the token. */
  call<Answer>(
    method: TestRequest['method'],
    path: string,
    body?: unknown,
    token?: string,
  ): Promise<{ status: number; json: Answer }>;
  /** The ticket as the admin sees it. */
  seen(id: string): Promise<Ticket>;
  /** So many hours after an instant, after now where none is named. */
  after(hours: number, from?: Date): string;
}

/** Registers the hooks that open the desk for the tests of the file; what it holds is there once they run. */
export function slaDesk(): SlaDesk {
  const clock = new TestClock(MONDAY);
  let app: TestApp;
  let people: { tenant: TestTenant; admin: TestUser; agent: TestUser; customer: TestUser };
  beforeAll(async () => {
    app = await startTestApp({ clock });
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    clock.set(MONDAY);
    const tenant = await createTenant(app);
    people = {
      tenant,
      admin: await createUser(app, tenant, { role: 'admin', name: 'Ada' }),
      agent: await createUser(app, tenant, { role: 'agent', departments: [1, 2] }),
      customer: await createUser(app, tenant),
    };
  });
  return {
    clock,
    get app() {
      return app;
    },
    get tenant() {
      return people.tenant;
    },
    get admin() {
      return people.admin;
    },
    get agent() {
      return people.agent;
    },
    get customer() {
      return people.customer;
    },
    call: async <Answer>(
      method: TestRequest['method'],
      path: string,
      body?: unknown,
      token = people.admin.token,
    ) => {
      const response = await app.request({ method, path, token, ...(body !== undefined && { body }) });
      return { status: response.statusCode, json: response.json<Answer>() };
    },
    seen: (id) => getTicket(app, people.admin.token, id),
    after: (hours, from = clock.now()) => new Date(from.getTime() + hours * 3_600_000).toISOString(),
  };
}
