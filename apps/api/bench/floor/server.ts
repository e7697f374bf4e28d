import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { type Plan, type Prepared, prepare } from './plan.js';
import { run } from './run.js';
import { answer } from './shapes.js';

/**
 * The floor: what the same work costs at least. Node's own http server, the token check, the application's very
 * statements in their transaction through `pg`, JSON of the same shape, and nothing else.
 */
interface Settings {
  databaseUrl: string;
  /** As the application's own sessions have them. */
  sessionOptions: string;
  /** base64 */
  key: string;
  plans: Record<string, Plan>;
}

interface Route {
  plan: Plan;
  steps: Prepared[];
}

process.once('message', (settings: Settings) => {
  const pool = new pg.Pool({
    connectionString: settings.databaseUrl,
    max: 20,
    options: settings.sessionOptions,
  });
  const key = Buffer.from(settings.key, 'base64');
  const routes = new Map<string, Route>(
    Object.entries(settings.plans).map(([name, plan]) => [name, { plan, steps: prepare(plan) }]),
  );
  const server = createServer((request, response) => {
    serve(pool, key, routes, request, response).catch((error: unknown) => {
      process.stderr.write(`${(error as Error).stack}\n`);
      response.writeHead(500).end();
    });
  });
  server.keepAliveTimeout = 72_000;
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`The floor listens on ${(server.address() as AddressInfo).port}\n`);
  });
});
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));

async function serve(
  pool: pg.Pool,
  key: Buffer,
  routes: ReadonlyMap<string, Route>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, name = '', target = ''] = request.url!.split('/');
  if (!isSigned(key, request.headers.authorization)) {
    response.writeHead(401).end();
    return;
  }
  const body = request.method === 'GET' ? undefined : (JSON.parse(await read(request)) as unknown);
  const { plan, steps } = routes.get(name)!;
  const json = JSON.stringify(answer(plan.shape, await run(pool, steps, target), plan.example));
  response
    .writeHead(body === undefined ? 200 : 201, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(json),
    })
    .end(json);
}

/** HS256 (RFC 7518 §3.2) and the end of its time. */
function isSigned(key: Buffer, header: string | undefined): boolean {
  const [head, claims, signature] = header?.replace(/^Bearer /, '').split('.') ?? [];
  if (signature === undefined) return false;
  const wanted = createHmac('sha256', key).update(`${head}.${claims}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return false;
  const { exp } = JSON.parse(Buffer.from(claims!, 'base64url').toString()) as { exp: number };
  return exp * 1_000 > Date.now();
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
