import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { EmbeddedServiceError } from './errors.js';
import { lockDataDir } from './lock.js';
import { assertUsableData, startPostgres, stopLeftoverPostgres } from './postgres.js';
import { findRedis, startRedis, stopLeftoverRedis } from './redis.js';
import { type RunningService } from './service.js';

export interface ServicesOptions {
  /** Where embedded services keep their data, ports and passwords. Made with mode 700 when missing. */
  dataDir: string;
  /** A PostgreSQL that is there already; none is started then. */
  databaseUrl?: string | undefined;
  /** A Redis that is there already; none is started then. */
  redisUrl?: string | undefined;
  /** Takes the few lines an operator should read. */
  log?: (line: string) => void;
  /** Called once when an embedded service ends although nobody stopped it; the application should stop then. */
  onFailure?: (line: string) => void;
}

export interface Services {
  databaseUrl: string;
  /** `undefined` when there is neither a REDIS_URL nor a server program on the PATH. */
  redisUrl: string | undefined;
  /** Ends what was started here, within 10 seconds, and gives the data folder free. May be called again. */
  stop(): Promise<void>;
}

/**
 * Gives the application its PostgreSQL and, where it can, its Redis: the given ones, else embedded ones on loopback
 * with their data under `dataDir`. Embedded ones run under a lock on that folder.
 * @throws EmbeddedServiceError with one line for the operator: already running, data of another version, no start
 */
export async function ensureServices(options: ServicesOptions): Promise<Services> {
  const { databaseUrl, redisUrl, log = () => undefined } = options;
  const dataDir = resolve(options.dataDir);
  const redisProgram = redisUrl === undefined ? findRedis() : undefined;
  if (databaseUrl !== undefined && redisProgram === undefined) {
    return { databaseUrl, redisUrl, stop: async () => undefined };
  }
  if (databaseUrl === undefined) assertUsableData(dataDir);
  const lock = await lockDataDir(dataDir);
  const running: [string, RunningService][] = [];
  let stopping: Promise<void> | undefined;

  const stopAll = async (): Promise<void> => {
    lock.announceStop();
    await Promise.all(running.map(([, service]) => service.stop()));
    lock.release();
  };
  const stop = (): Promise<void> => (stopping ??= stopAll());
  const watch = <S extends RunningService>(name: string, service: S): S => {
    running.push([name, service]);
    void service.exited.then((reason) => {
      if (stopping === undefined) options.onFailure?.(`${name} ended unexpectedly (${reason}).`);
    });
    return service;
  };

  try {
    const redis =
      redisProgram === undefined
        ? undefined
        : watch('Redis', await startRedis({ dataDir, program: redisProgram }));
    const postgres =
      databaseUrl === undefined ? watch('PostgreSQL', await startPostgres({ dataDir })) : undefined;
    if (postgres !== undefined)
      log(`Embedded PostgreSQL runs on ${new URL(postgres.url).host}, data in ${dataDir}.`);
    if (redis !== undefined) log(`Embedded Redis runs on ${new URL(redis.url).host} (${redisProgram}).`);
    return { databaseUrl: databaseUrl ?? postgres!.url, redisUrl: redisUrl ?? redis?.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * For the launcher: ends embedded services whose application died without doing so. Does nothing while another
 * application holds the folder.
 */
export async function stopLeftovers(dataDir: string): Promise<void> {
  const folder = resolve(dataDir);
  if (!existsSync(folder)) return;
  const lock = await lockDataDir(folder).catch((error: unknown) => {
    if (error instanceof EmbeddedServiceError) return undefined;
    throw error;
  });
  if (lock === undefined) return;
  await Promise.all([stopLeftoverPostgres(folder), stopLeftoverRedis(folder)]).finally(() => lock.release());
}
