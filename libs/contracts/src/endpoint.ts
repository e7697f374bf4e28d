import { z } from 'zod';
import { page } from './common.js';
import type { ProblemCode } from './problem.js';

export const API_BASE = '/tickets/api/';

export const apiScope = z.enum(['tickets:read', 'tickets:write', 'admin']);
export type ApiScope = z.infer<typeof apiScope>;

/**
 * Who may call a route at all; what they may see and change there is the permission policy's matter.
 * - `public`: nobody needs to be known
 * - `signed_in`: any user of the tenant
 * - `ticketing`: a user with `can_access_ticketing`
 * - `staff`: an agent or admin (with `can_access_ticketing`)
 * - `admin`: an admin of the tenant
 * - `operator`: the bearer of the operator token
 */
export type Access = 'public' | 'signed_in' | 'ticketing' | 'staff' | 'admin' | 'operator';

/** How a multipart body becomes the JSON body of the same route. */
export interface Multipart {
  /** The part name under which files arrive. */
  files: string;
  /** Text parts by name; each value says how its text is read. */
  fields: Record<string, 'text' | 'number' | 'boolean' | 'json' | 'list'>;
  /** Text parts that must be there. */
  required: readonly string[];
  /** Makes the JSON shape of the route out of the parts. */
  shape?: (fields: Record<string, unknown>) => unknown;
}

/** One route: the server binds it, the SPA calls it, the OpenAPI document and the access tests are made from it. */
export interface Endpoint {
  id: string;
  tag: string;
  summary: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below {@link API_BASE}; parameters as `:name`; ends in `/`. */
  path: string;
  access: Access;
  /** The scopes of which an API token needs at least one; none: the route is closed to API tokens. */
  scopes: readonly ApiScope[];
  /** Open to those who must set up a second factor before they can do anything else. */
  duringEnrolment?: true;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  multipart?: Multipart;
  /** `If-Match` guards this route. */
  ifMatch?: boolean;
  /** `Idempotency-Key` is honoured on this route. */
  idempotent?: boolean;
  status: 200 | 201 | 202 | 204;
  /** Statuses of success that HTTP brings with conditional and range requests (RFC 9110 §13 and §14). */
  alsoAnswers?: readonly (206 | 304)[];
  /** The schema of the answer; absent where the answer has no JSON body. */
  response?: z.ZodType;
  /** The media type of the answer where it is not JSON. */
  produces?: string;
  problems?: readonly ProblemCode[];
  /** Reading it is written into the audit log, as changes of administration are. */
  audited?: true;
}

export const defineEndpoint = <const E extends Endpoint>(endpoint: E): E => endpoint;

type Part<E, Key extends string> =
  E extends Record<Key, infer Schema extends z.ZodType> ? Schema : z.ZodUndefined;

export type BodyOf<E> = z.output<Part<E, 'body'>>;
export type BodyInputOf<E> = z.input<Part<E, 'body'>>;
export type QueryOf<E> = z.output<Part<E, 'query'>>;
export type QueryInputOf<E> = z.input<Part<E, 'query'>>;
export type ParamsOf<E> = z.output<Part<E, 'params'>>;
export type ResponseOf<E> = z.output<Part<E, 'response'>>;

/** The five routes of something an admin keeps: list, one, create, change, delete. */
export function adminResource<
  Name extends string,
  Item extends z.ZodType,
  Create extends z.ZodType,
  Change extends z.ZodType,
  Id extends z.ZodType,
  List extends z.ZodType,
>(of: {
  name: Name;
  tag: string;
  label: string;
  item: Item;
  create: Create;
  change: Change;
  id: Id;
  list: List;
}) {
  const params = z.strictObject({ id: of.id });
  const base = { tag: of.tag, access: 'admin', scopes: ['admin'] } as const;
  return {
    list: defineEndpoint({
      ...base,
      id: `${of.name}.list`,
      summary: `List ${of.label}`,
      method: 'GET',
      path: `${of.name}/`,
      query: of.list,
      status: 200,
      response: page(of.item),
    }),
    get: defineEndpoint({
      ...base,
      id: `${of.name}.get`,
      summary: `One of the ${of.label}`,
      method: 'GET',
      path: `${of.name}/:id/`,
      params,
      status: 200,
      response: of.item,
      problems: ['not_found'],
    }),
    create: defineEndpoint({
      ...base,
      id: `${of.name}.create`,
      summary: `Add to the ${of.label}`,
      method: 'POST',
      path: `${of.name}/`,
      body: of.create,
      status: 201,
      response: of.item,
      problems: ['conflict'],
    }),
    change: defineEndpoint({
      ...base,
      id: `${of.name}.change`,
      summary: `Change one of the ${of.label}`,
      method: 'PATCH',
      path: `${of.name}/:id/`,
      params,
      body: of.change,
      status: 200,
      response: of.item,
      problems: ['not_found', 'conflict'],
    }),
    remove: defineEndpoint({
      ...base,
      id: `${of.name}.remove`,
      summary: `Delete one of the ${of.label}`,
      method: 'DELETE',
      path: `${of.name}/:id/`,
      params,
      status: 204,
      problems: ['not_found', 'in_use'],
    }),
  };
}
