import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import { allEndpoints, API_BASE } from '@noxdesk/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { ProblemError } from './problem.js';
import { sendProblem } from './problem.filter.js';

export const SPA_BASE = '/tickets/';

/** Where the build of the SPA lies, beside this application. */
export const WEB_FOLDER = fileURLToPath(new URL('../../../../web/dist/', import.meta.url));

const NOT_BUILT = 'The pages of NoxDesk are not built. Run `npm run build`, then start again.\n';

export interface SpaOptions {
  logger: Logger;
  /** The build of the SPA. */
  folder?: string | undefined;
}

/**
 * Serves the SPA below `/tickets/`: files by their names, every other path as its one page. What is unknown below the
 * API's base stays the API's matter. To be called before the routes of the API are made.
 */
export async function serveSpa(fastify: FastifyInstance, options: SpaOptions): Promise<void> {
  const { logger, folder = WEB_FOLDER } = options;
  const refusing = {
    onRequest: async (request: FastifyRequest, reply: FastifyReply) => refuse(request, reply, logger),
  };
  // A wildcard does not take in the folder itself.
  for (const path of [API_BASE, `${API_BASE}*`]) fastify.all(path, refusing, notReached);
  fastify.get('/', async (_request, reply) => reply.redirect(SPA_BASE, 302));
  if (!existsSync(join(folder, 'index.html'))) {
    servePages(fastify, (reply) => reply.code(503).type('text/plain').send(NOT_BUILT));
    return;
  }
  await fastify.register(
    fastifyStatic as never,
    { root: folder, serve: false, preCompressed: true } as never,
  );
  // The names of these carry a hash of what is in them.
  fastify.get(`${SPA_BASE}assets/*`, async (request, reply) =>
    reply.sendFile(`assets/${(request.params as { '*': string })['*']}`, { maxAge: '365d', immutable: true }),
  );
  servePages(fastify, (reply) =>
    reply.header('cache-control', 'no-cache').sendFile('index.html', { cacheControl: false }),
  );
}

function servePages(fastify: FastifyInstance, answer: (reply: FastifyReply) => FastifyReply): void {
  for (const path of [SPA_BASE, `${SPA_BASE}*`]) fastify.get(path, async (_request, reply) => answer(reply));
}

/** Before the body is read: whatever it is, nobody takes it. */
function refuse(request: FastifyRequest, reply: FastifyReply, logger: Logger): FastifyReply {
  const path = request.url.split('?')[0]!.slice(API_BASE.length).replace(/\/?$/, '/');
  const methods = methodsOf(path);
  const problem =
    methods.length === 0
      ? new ProblemError('not_found')
      : new ProblemError('method_not_allowed', { headers: { allow: methods.join(', ') } });
  sendProblem(problem, request, reply, logger);
  return reply;
}

const notReached = async () => {
  throw new Error('The request was answered before its handler');
};

const PATTERNS = allEndpoints.map(({ method, path }) => ({
  method,
  pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+').replace(/\/?$/, '/')}$`),
}));

/** The methods that some route of the contracts has at a path (RFC 9110 §10.2.1). */
function methodsOf(path: string): string[] {
  const methods = PATTERNS.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  return methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}
