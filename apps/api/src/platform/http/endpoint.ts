import {
  applyDecorators,
  createParamDecorator,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
  type ExecutionContext,
} from '@nestjs/common';
import {
  API_BASE,
  type BodyOf,
  type Endpoint,
  type Locale,
  type ParamsOf,
  type QueryOf,
} from '@noxdesk/contracts';
import type { FastifyRequest } from 'fastify';
import type { Leave } from './admission.js';
import type { StagedFile } from './multipart.js';
import type { Caller } from './caller.js';
import type { IfMatch } from './if-match.js';

export const ENDPOINT = 'noxdesk:endpoint';

/** Every controller of the API stands below this. */
export const API_PREFIX = API_BASE.slice(1, -1);

/** What the platform adds to a request on its way to a handler. */
export interface RequestState {
  caller?: Caller;
  input?: unknown;
  locale: Locale;
  /** Gives up the place among the requests that are worked on. */
  leave?: Leave;
}
export type ApiRequest = FastifyRequest & { noxdesk: RequestState };

/** Binds a handler to a route of the contracts: method, path, status, access and schemas come from there. */
export const Route = (endpoint: Endpoint): MethodDecorator =>
  applyDecorators(
    RequestMapping({ path: endpoint.path, method: RequestMethod[endpoint.method] }),
    HttpCode(endpoint.status),
    SetMetadata(ENDPOINT, endpoint),
  );

/** The checked input of a route. */
export interface InputOf<E extends Endpoint> {
  params: ParamsOf<E>;
  query: QueryOf<E>;
  body: BodyOf<E>;
  /** Files of a multipart body, staged; whoever takes them keeps them, the rest are discarded. */
  files: StagedFile[];
  /** The versions that `If-Match` names; undefined where it was not sent or is `*`. */
  ifMatch: IfMatch;
  /** The query as it was sent. */
  rawQuery: Record<string, string>;
}

const requestOf = (context: ExecutionContext) => context.switchToHttp().getRequest<ApiRequest>();

export const Input = createParamDecorator(
  (_: unknown, context: ExecutionContext) => requestOf(context).noxdesk.input,
);
export const From = createParamDecorator(
  (_: unknown, context: ExecutionContext) => requestOf(context).noxdesk.caller,
);
