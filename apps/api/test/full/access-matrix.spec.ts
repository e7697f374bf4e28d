import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allEndpoints, type Endpoint } from '@noxdesk/contracts';
import { startTestApp, type TestApp } from '../support/app.js';
import { baseUrl } from '../support/live.js';
import { tidyIdentity } from './access/identity-requests.js';
import type { AccessRequest } from './access/request.js';
import { REQUESTS } from './access/requests.js';
import { asLine, readTable, type Row } from './access/table.js';
import { type Actor, ACTORS, buildWorld, SECRETS, whileEnrolling, type World } from './access/world.js';

// Real: everything but the socket (requests are injected; the live stream is opened over one). Every route is called
// by everyone, and what comes of it is compared with docs/access-matrix.md.
let app: TestApp;
let world: World;

beforeAll(async () => {
  app = await startTestApp();
  world = await buildWorld(app);
}, 60_000);
afterAll(() => app.close());

const endpointOf = (route: string): Endpoint =>
  allEndpoints.find(({ id }) => id === route.replace(/ \(.*\)$/, ''))!;

/** A colleague asks for what the other customer of their own organisation wrote; all others for the sharing one. */
const threadFor = (actor: Actor) => (actor === 'colleague, private' ? world.unshared : world.shared);

async function call(endpoint: Endpoint, { path, body, headers }: AccessRequest, actor: Actor) {
  const token = world.tokens[actor];
  if (endpoint.produces === 'text/event-stream') return { status: await openStream(token), text: '' };
  const response = await app.request({
    method: endpoint.method,
    path,
    token,
    body,
    ...(headers && { headers }),
  });
  return { status: response.statusCode, text: response.body };
}

async function openStream(token: string | undefined): Promise<number> {
  const abort = new AbortController();
  const response = await fetch(`${await baseUrl(app)}/tickets/api/live/`, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    signal: abort.signal,
  });
  abort.abort();
  return response.status;
}

/** Words that an answer to this actor must not hold, besides those that the actor sent. */
function forbiddenTo(endpoint: Endpoint, actor: Actor): string[] {
  // What needs no token is either for all, or its path is the key.
  if (endpoint.access === 'public') return [];
  if (actor === 'foreign admin' || actor === 'nobody') return Object.values(SECRETS);
  if (actor === 'other agent' || actor === 'colleague, private') return [SECRETS.note, SECRETS.department];
  return actor === 'customer' || actor === 'colleague, sharing' ? [SECRETS.note] : [];
}

async function walk(route: string): Promise<Row> {
  const endpoint = endpointOf(route);
  const row: Partial<Row> = {};
  let request: AccessRequest | undefined;
  let last: ReturnType<typeof threadFor> | undefined;
  for (const actor of ACTORS) {
    const thread = threadFor(actor);
    // What concerns one's own security is made for each actor.
    const isPersonal = endpoint.path.startsWith('me/');
    if (request === undefined || thread !== last || isPersonal) {
      request = await REQUESTS[route]!(world, thread, actor);
    }
    last = thread;
    const sent = request;
    const { status, text } = await whileEnrolling(world, actor, () => call(endpoint, sent, actor));
    const isOk = status >= 200 && status < 300;
    row[actor] = isOk ? 'ok' : String(status);
    const told = forbiddenTo(endpoint, actor).filter(
      (word) => text.includes(word) && !JSON.stringify(request).includes(word),
    );
    if (told.length > 0) row[actor] += ` and tells ${told.join(', ')}`;
    if (isOk && endpoint.method !== 'GET') request = undefined;
  }
  await tidyIdentity(world);
  return row as Row;
}

describe('the access matrix', () => {
  const table = readTable();

  it('has a row for every route and none for others', () => {
    const routes = new Set([...table.keys()].map((route) => endpointOf(route)?.id ?? `unknown: ${route}`));
    expect([...routes].sort()).toEqual(allEndpoints.map(({ id }) => id).sort());
    expect(Object.keys(REQUESTS).sort()).toEqual([...table.keys()].sort());
  });

  it.each(Object.keys(REQUESTS))('of %s is what docs/access-matrix.md says', async (route) => {
    const expected = table.get(route);
    const seen = await walk(route);
    expect(asLine(route, seen)).toBe(expected ? asLine(route, expected) : 'a row of the table');
  });
});
