import { resolve, join } from 'node:path';
import { readFileSync } from 'node:fs';
import { lockHolder } from './lock.js';
import { isErrno } from './files.js';
import { databaseUrl, OWNER } from './postgres.js';
import { ensureServices } from './services.js';
import type { Endpoint } from './endpoint.js';

export interface AttachOptions {
  /** Where embedded services keep their data. */
  dataDir: string;
  /** A PostgreSQL that is there already; none is started then. */
  databaseUrl?: string | undefined;
}

export interface AttachedDatabase {
  databaseUrl: string;
  /** True where an application that runs on the data folder holds the database; it goes on after {@link stop}. */
  isShared: boolean;
  /** Ends what was started here. */
  stop(): Promise<void>;
}

/**
 * Gives a command of an operator the database of an installation: the given one, the embedded one of an application
 * that is running, else an embedded one started for as long as the command takes.
 * @throws EmbeddedServiceError as {@link ensureServices} does
 */
export async function attachDatabase(options: AttachOptions): Promise<AttachedDatabase> {
  const dataDir = resolve(options.dataDir);
  if (options.databaseUrl !== undefined) {
    return { databaseUrl: options.databaseUrl, isShared: true, stop: async () => undefined };
  }
  const running = lockHolder(dataDir) === undefined ? undefined : endpointOf(dataDir);
  if (running !== undefined) {
    const url = databaseUrl(OWNER, running.password, running.port);
    return { databaseUrl: url, isShared: true, stop: async () => undefined };
  }
  // Any address keeps it from starting a Redis, which nothing here needs.
  const services = await ensureServices({ dataDir, redisUrl: 'redis://127.0.0.1:1' });
  return { databaseUrl: services.databaseUrl, isShared: false, stop: () => services.stop() };
}

function endpointOf(dataDir: string): Endpoint | undefined {
  try {
    return JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')) as Endpoint;
  } catch (error) {
    // An application whose database is elsewhere may hold the folder as well.
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}
