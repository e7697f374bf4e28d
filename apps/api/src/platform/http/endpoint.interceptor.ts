import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Endpoint, Locale } from '@noxdesk/contracts';
import type { FastifyReply } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { type ApiRequest, ENDPOINT, type InputOf } from './endpoint.js';
import { Idempotency } from './idempotency.js';
import { readIfMatch } from './if-match.js';
import { discardStaged, keepStaged, MultipartReader, type StagedFile } from './multipart.js';
import { ProblemError } from './problem.js';
import { validate } from './validation.js';

/**
 * Between the guard and the handler: reads and checks the input by the route's contract, stages files, honours
 * `Idempotency-Key`, and sets `ETag` where the answer has a version. Files that nobody kept are discarded.
 */
@Injectable()
export class EndpointInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly multipart: MultipartReader,
    private readonly idempotency: Idempotency,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const endpoint = this.reflector.get<Endpoint>(ENDPOINT, context.getHandler());
    const http = context.switchToHttp();
    return from(
      this.#handle(endpoint, http.getRequest<ApiRequest>(), http.getResponse<FastifyReply>(), next),
    );
  }

  async #handle(
    endpoint: Endpoint,
    request: ApiRequest,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<unknown> {
    const input = await this.#read(endpoint, request);
    try {
      request.noxdesk.input = input;
      const work = async () => {
        await keepStaged(input.files);
        return lastValueFrom(next.handle(), { defaultValue: undefined });
      };
      const answer = endpoint.idempotent
        ? await this.idempotency.once(request, endpoint, input, work)
        : await work();
      setETag(reply, answer);
      return answer;
    } finally {
      // What is left is sending, which may go on for hours: live events, downloads.
      request.noxdesk.leave?.();
      await discardStaged(input.files);
    }
  }

  async #read(endpoint: Endpoint, request: ApiRequest): Promise<InputOf<Endpoint>> {
    const { locale } = request.noxdesk;
    const params = endpoint.params ? readParams(endpoint, request.params, locale) : undefined;
    const rawQuery = singleValues(request.query as Record<string, unknown>);
    const query = endpoint.query
      ? validate(endpoint.query, rawQuery, locale, parameterOf)
      : refuseQuery(rawQuery);
    const ifMatch = endpoint.ifMatch ? readIfMatch(request.headers['if-match']) : undefined;
    const isMultipart = request.isMultipart();
    if (isMultipart && !endpoint.multipart) throw new ProblemError('unsupported_media_type');
    let files: StagedFile[] = [];
    let body: unknown;
    if (isMultipart) {
      // How long files take to arrive is up to the client's line.
      request.noxdesk.leave?.();
      const form = await this.multipart.read(request, endpoint.multipart!);
      files = form.files;
      body = form.body;
    } else {
      body = request.body ?? undefined;
    }
    try {
      if (endpoint.body) body = validate(endpoint.body, body, locale, isMultipart ? partOf : undefined);
      else if (body !== undefined && Object.keys(body as object).length > 0) {
        throw new ProblemError('invalid_input', {
          errors: Object.keys(body as object).map((field) => ({ field, code: 'unknown_field' })),
        });
      }
    } catch (error) {
      await discardStaged(files);
      throw error;
    }
    return { params, query, body, files, ifMatch, rawQuery } as InputOf<Endpoint>;
  }
}

/** One value of a comma list is wrong: the parameter is named. */
const parameterOf = (field: string) => field.split('.')[0]!;

/** The parts of a form stand beside each other: `messages.0.body` came as `body`. */
const partOf = (field: string) => field.replace(/^messages\.0\./, '').replace(/\.\d+$/, '');

/** An id that cannot be one names nothing that exists. */
function readParams(endpoint: Endpoint, params: unknown, locale: Locale): unknown {
  try {
    return validate(endpoint.params!, params, locale);
  } catch (error) {
    if (error instanceof ProblemError) throw new ProblemError('not_found');
    throw error;
  }
}

function singleValues(query: Record<string, unknown>): Record<string, string> {
  const repeated = Object.entries(query).filter(([, value]) => typeof value !== 'string');
  if (repeated.length > 0) {
    throw new ProblemError('invalid_input', {
      errors: repeated.map(([field]) => ({ field, code: 'repeated' })),
    });
  }
  return query as Record<string, string>;
}

function refuseQuery(query: Record<string, string>): undefined {
  const names = Object.keys(query);
  if (names.length > 0) {
    throw new ProblemError('invalid_input', {
      errors: names.map((field) => ({ field, code: 'unknown_field' })),
    });
  }
  return undefined;
}

function setETag(reply: FastifyReply, answer: unknown): void {
  const version = (answer as { version?: unknown } | undefined)?.version;
  if (typeof version === 'number' && !Array.isArray(answer)) reply.header('etag', `"${version}"`);
}
