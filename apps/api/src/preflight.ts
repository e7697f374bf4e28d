import { createServer } from 'node:net';
import { EmbeddedServiceError } from '@noxdesk/embedded';
import { Redis } from 'ioredis';
import pg from 'pg';
import { type Config, ConfigError } from './config/config.js';
import { NewerDatabaseError } from './platform/database/migrate.js';
import { makeWritableFolder } from './platform/storage/make-folder.js';

const ANSWER_MS = 5_000;
const FILES = 'file:';
const FOLDER_REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'a file is in its place',
  ENOTDIR: 'a file is in its place',
  ENOENT: 'it cannot be made there',
  EACCES: 'its user may not write there',
  EPERM: 'its user may not write there',
  EROFS: 'it is on a file system that is read-only',
};

/** Something that an operator can mend: one clear line. */
class StartError extends Error {}

/** Looks at everything that a start needs and that is not ours, before anything is made or changed. */
export async function preflight(config: Config): Promise<void> {
  const { host, role, port, smtpInboundPort } = config;
  if (role !== 'worker') await portIsFree('PORT', host, port);
  if (smtpInboundPort !== undefined && role !== 'api')
    await portIsFree('SMTP_INBOUND_PORT', host, smtpInboundPort);
  if (config.databaseUrl !== undefined) await databaseAnswers(config.databaseUrl);
  if (config.redisUrl !== undefined) await redisAnswers(config.redisUrl);
  await folderCanBeUsed('DATA_DIR', config.dataDir);
  const { storageUrl } = config;
  if (storageUrl.startsWith(FILES)) await folderCanBeUsed('STORAGE_URL', storageUrl.slice(FILES.length));
}

async function portIsFree(setting: 'PORT' | 'SMTP_INBOUND_PORT', host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve()));
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE')
      throw new StartError(`The port ${port} is taken: set ${setting} to another one`);
    throw new StartError(`HOST=${host} ${setting}=${port} cannot be listened on: ${error.message}`);
  });
}

async function databaseAnswers(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: ANSWER_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new StartError(`The database of DATABASE_URL cannot be used: ${reasonOf(error)}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function redisAnswers(url: string): Promise<void> {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: ANSWER_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // The rejection only says that the connection is closed; why, the event says.
  let reason: unknown;
  client.on('error', (error) => (reason ??= error));
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    throw new StartError(`The Redis of REDIS_URL cannot be used: ${reasonOf(reason ?? error)}`);
  } finally {
    client.disconnect();
  }
}

async function folderCanBeUsed(setting: 'DATA_DIR' | 'STORAGE_URL', folder: string): Promise<void> {
  try {
    await makeWritableFolder(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = FOLDER_REASONS[code ?? ''] ?? reasonOf(error);
    throw new StartError(`${setting}: the folder ${folder} cannot be used: ${reason}`);
  }
}

/** A refused connection to a name with several addresses comes as an error without words of its own. */
function reasonOf(error: unknown): string {
  const { message, code, errors } = error as NodeJS.ErrnoException & { errors?: Error[] };
  return message || errors?.[0]?.message || code || String(error);
}

/** The line for an operator; the whole error only where nobody but us can mend it. */
export function startErrorInWords(error: unknown): string {
  const ours = [ConfigError, EmbeddedServiceError, NewerDatabaseError, StartError];
  if (ours.some((kind) => error instanceof kind)) return (error as Error).message;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `The port is taken: ${message}`;
  // Connections that are refused, and what PostgreSQL says of sign-in (class 28) and of a database that is not there.
  if (code !== undefined && /^(?:ECONN\w+|ENOTFOUND|ETIMEDOUT|28\w{3}|3D000|42501)$/.test(code)) {
    return `The database cannot be used: ${reasonOf(error)}`;
  }
  return error instanceof Error ? (error.stack ?? message) : String(error);
}
