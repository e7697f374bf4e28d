import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { ApiRequest } from './endpoint.js';
import { ProblemError } from './problem.js';
import { sendProblem } from './problem.filter.js';
import { negotiateLocale } from './problem-texts.js';
import { securityHeaders } from './security-headers.js';
import { HTTP_LIMITS, type HttpLimits, refuseConnection, watchBody } from './slow-requests.js';

const JSON_LIMIT = 2 * 1024 * 1024;
/** How long requests that are under way may go on once the application stops. */
const CLOSE_GRACE_MS = 4_000;

export interface HttpOptions {
  logger: Logger;
  /** Whether the outside reaches us by https. */
  secure: boolean;
  limits?: HttpLimits;
}

/** Fastify as this API uses it: tolerant of the trailing slash, strict in all else. */
export function createFastify({ logger, secure, limits = HTTP_LIMITS }: HttpOptions): FastifyAdapter {
  return new FastifyAdapter({
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    bodyLimit: JSON_LIMIT,
    requestTimeout: limits.request,
    keepAliveTimeout: limits.idle,
    connectionTimeout: limits.stalled,
    http: { headersTimeout: limits.head, connectionsCheckingInterval: limits.check },
    genReqId: () => randomUUID(),
    // A proxy in front of us on the same machine or network may say whom it speaks for.
    trustProxy: 'loopback,uniquelocal',
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    // What fails before there is a route passes no hook.
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(
        error,
        request,
        reply.headers(securityHeaders(request.url, secure)).header('x-request-id', request.id),
        logger,
      ),
    clientErrorHandler: (error: { code?: string }, socket: Socket) => refuseConnection(error, socket, secure),
  } as object) as FastifyAdapter;
}

export async function configureFastify(
  adapter: FastifyAdapter,
  { logger, secure, limits = HTTP_LIMITS }: HttpOptions,
): Promise<void> {
  const fastify = adapter.getInstance();
  await fastify.register(cookie as never);
  await fastify.register(multipart as never, { throwFileSizeLimit: false });
  fastify.decorateRequest('noxdesk', null as never);
  fastify.addHook('onRequest', async (request, reply) => {
    (request as ApiRequest).noxdesk = { locale: negotiateLocale(request.headers['accept-language']) };
    reply.headers(securityHeaders(request.url, secure));
    reply.header('x-request-id', request.id);
    reply.header('vary', 'Accept-Language');
    watchBody(request.raw, fastify.server, limits);
  });
  fastify.addHook('onResponse', async (request, reply) => {
    (request as ApiRequest).noxdesk.leave?.();
    logger.debug(
      {
        request_id: request.id,
        method: request.method,
        url: request.url.split('?')[0],
        status: reply.statusCode,
        ms: reply.elapsedTime,
      },
      'request',
    );
  });
  fastify.addHook('preClose', async () => closeConnections(fastify.server));
  // Bodies are JSON or forms: plain text would only be refused later, as if it were JSON of the wrong shape.
  fastify.removeContentTypeParser(['application/json', 'text/plain']);
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

/**
 * The server waits for its connections when it closes. One that becomes idle only after the closing began would be
 * kept until its keep-alive ends, so we look again; one that is still busy after the grace is cut.
 */
function closeConnections(server: Server): void {
  const look = setInterval(() => server.closeIdleConnections(), 100);
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  server.once('close', () => {
    clearInterval(look);
    clearTimeout(cut);
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** An empty body is none. A `__proto__` key is data that nobody needs and is refused with the rest. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(utf8.decode(body), (key, value: unknown) => {
      if (key === '__proto__') throw new SyntaxError('__proto__');
      return value;
    });
  } catch {
    throw new ProblemError('malformed_request');
  }
}
