import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { API_BASE, type Locale, type ProblemCode, type ProblemDetails } from '@noxdesk/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { BlobStoreError } from '../storage/blob-store.js';
import { ProblemError } from './problem.js';
import { negotiateLocale, problemDetail, problemTitle } from './problem-texts.js';
import { inWords } from './validation.js';

const BY_STATUS: Record<number, ProblemCode> = {
  400: 'malformed_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  406: 'not_acceptable',
  408: 'request_timeout',
  409: 'conflict',
  412: 'precondition_failed',
  413: 'too_large',
  414: 'malformed_request',
  415: 'unsupported_media_type',
  422: 'invalid_input',
  429: 'rate_limited',
  431: 'malformed_request',
  503: 'unavailable',
};

/** Everything that is thrown on a request leaves as problem details (RFC 9457), with nothing internal in it. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.logger);
  }
}

/** Also Fastify's own error handler: what fails before a route is found is told in the same form. */
export function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: Logger,
): void {
  const problem = toProblem(error);
  // A refusal of ours says what it is; what nobody thought of has to be looked into.
  if (problem.status >= 500 && !(error instanceof ProblemError)) {
    logger.error({ err: error, request_id: request.id, url: request.url.split('?')[0] }, 'request failed');
  }
  if (reply.sent || reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  const locale = negotiateLocale(request.headers['accept-language']);
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="noxdesk"');
  reply
    .status(problem.status)
    .headers(problem.members.headers ?? {})
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('content-language', locale)
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problemDocument(problem, locale, request.id)));
}

function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number }).statusCode;
  if (status !== undefined && status >= 400 && status < 500)
    return new ProblemError(BY_STATUS[status] ?? 'malformed_request');
  if (isUnavailable(error)) return new ProblemError('unavailable', { headers: { 'retry-after': '2' } });
  return new ProblemError('internal');
}

/** The database or the queue is away or starting: it will be back, so the client is told to come again. */
function isUnavailable(error: unknown): boolean {
  // A blob that is missing is lost: no waiting brings it back.
  if (error instanceof BlobStoreError) return error.failure !== 'missing';
  const code = (error as { code?: unknown }).code;
  return (
    typeof code === 'string' &&
    [
      'ECONNREFUSED',
      'ECONNRESET',
      'ENOENT',
      'EPIPE',
      '57P01',
      '57P02',
      '57P03',
      '53300',
      '08006',
      '08001',
    ].includes(code)
  );
}

/** What a refusal says, as JSON. */
export function problemDocument(problem: ProblemError, locale: Locale, requestId: string): ProblemDetails {
  const { errors, allowed, secondFactor } = problem.members;
  const told = errors?.map((refused) => inWords(refused, locale));
  return {
    type: `${API_BASE}problems/${problem.code}`,
    title: problemTitle(problem.code, locale),
    status: problem.status,
    detail: told?.length
      ? told.map((one) => `${one.field}: ${one.message}`).join('; ')
      : problemDetail(problem.code, locale, allowed),
    code: problem.code,
    ...(told && { errors: told }),
    ...(allowed && { allowed: [...allowed] }),
    ...(secondFactor && { second_factor: secondFactor }),
    request_id: requestId,
  };
}
