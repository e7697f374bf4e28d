import type { TestApp } from '../../support/app.js';
import { type Actor, SECRETS, type Thread, type World } from './world.js';

export interface AccessRequest {
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/**
 * Makes the call of a route that would succeed for whoever may make it. It is made anew after each success, so that
 * what one actor deletes or uses up is there for the next.
 */
export type RequestFor = (
  world: World,
  thread: Thread,
  actor: Actor,
) => Promise<AccessRequest> | AccessRequest;

let counter = 0;
/** Tells what is made in a run apart. */
export const nextNumber = () => (counter += 1);
/** A name not used before; what stands in the world to be asked for is told from what its callers send. */
export const unique = (what: string, word = SECRETS.tenant) => `${word}-${what}-${nextNumber()}`;
export const SENT = 'prueba';

/** Makes what a request needs. @throws Error where it is refused */
export const make = async (app: TestApp, token: string | undefined, path: string, body: unknown) => {
  const made = await app.request({ method: 'POST', path, token, body });
  if (made.statusCode > 299) throw new Error(`${path}: ${made.body}`);
  return made.json<{ id: string | number } & Record<string, string>>();
};

/** The five routes of a resource that admins keep. */
export const resource = (
  name: string,
  body: (world: World, word?: string) => unknown | Promise<unknown>,
  change: unknown,
): Record<string, RequestFor> => {
  const one = async (world: World) =>
    `${name}/${(await make(world.app, world.people.admin.token, `${name}/`, await body(world))).id}/`;
  return {
    [`${name}.list`]: () => ({ path: `${name}/` }),
    [`${name}.get`]: async (world) => ({ path: await one(world) }),
    [`${name}.create`]: async (world) => ({ path: `${name}/`, body: await body(world, SENT) }),
    [`${name}.change`]: async (world) => ({ path: await one(world), body: change }),
    [`${name}.remove`]: async (world) => ({ path: await one(world) }),
  };
};

/** The id of what an admin makes for the request. */
export const idOf = async (world: World, name: string, body: unknown) =>
  (await make(world.app, world.people.admin.token, `${name}/`, body)).id;
