import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import { createApplication } from '../../src/application.js';
import { type Config, readConfig } from '../../src/config/config.js';
import { appUrl } from '../../src/platform/database/app-role.js';
import type { Clock } from '../../src/platform/clock/clock.js';
import type { HttpLimits } from '../../src/platform/http/slow-requests.js';
import { Keys } from '../../src/platform/security/keys.js';
import { ContractCheck } from './contract-check.js';
import { createTestDatabase, type TestDatabase } from './database.js';

export interface TestApp {
  app: NestFastifyApplication;
  config: Config;
  database: TestDatabase;
  /** Sends a request below `/tickets/api/`; JSON bodies as objects. */
  request(options: TestRequest): Promise<LightMyRequestResponse>;
  close(): Promise<void>;
}

export interface TestRequest {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';
  path: string;
  token?: string | undefined;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface TestAppOptions {
  env?: Record<string, string>;
  clock?: Clock;
  /** 'postgres': BullMQ's PostgreSQL backend instead of Redis. */
  queues?: 'redis' | 'postgres';
  /** Share the database of another application: a second process of the same installation. */
  database?: TestDatabase;
  secret?: string;
  /** Secrets that were in use before it, newest first. */
  previousSecrets?: string[];
  /** A folder with a build of the SPA; without it the pages are the ones that were built last. */
  webFolder?: string;
  /** Other limits of slow requests than the usual ones. */
  httpLimits?: Partial<HttpLimits>;
}

/**
 * The whole application on a real PostgreSQL and Redis; only the network socket is left out until `listen`. Every
 * answer is held to its contract: one that breaks it fails the test.
 */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = options.database ?? (await createTestDatabase());
  const dataDir = await mkdtemp(join(tmpdir(), 'noxdesk-app-'));
  const config = readConfig({
    DATA_DIR: dataDir,
    OPERATOR_TOKEN: 'operator-token-of-the-tests',
    LOG_LEVEL: process.env.NOXDESK_TEST_LOG ?? 'error',
    LOG_FORMAT: 'json',
    ...options.env,
  });
  const app = await createApplication({
    config,
    keys: new Keys(options.secret ?? randomBytes(32).toString('hex'), options.previousSecrets),
    logger: pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true })),
    appDatabaseUrl: appUrl(database.ownerUrl, undefined),
    redisUrl: options.queues === 'postgres' ? undefined : process.env.NOXDESK_TEST_REDIS_URL,
    ...(options.clock && { clock: options.clock }),
    ...(options.webFolder !== undefined && { webFolder: options.webFolder }),
    ...(options.httpLimits && { httpLimits: options.httpLimits }),
  });
  const contract = new ContractCheck();
  contract.install(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return {
    app,
    config,
    database,
    request: async ({ method = 'GET', path, token, body, headers = {} }) => {
      const response = await app.inject({
        method,
        url: path.startsWith('/') ? path : `/tickets/api/${path}`,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && !Buffer.isBuffer(body) && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && {
          payload: Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body),
        }),
      } as InjectOptions);
      contract.check();
      return response;
    },
    close: async () => {
      await app.close();
      if (!options.database) await database.drop();
      await rm(dataDir, { recursive: true, force: true });
      contract.check();
    },
  };
}
