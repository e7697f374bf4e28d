export { EmbeddedServiceError } from './errors.js';
export { freePort } from './endpoint.js';
export { LAUNCHERS_VARIABLE, lockDataDir, type DataDirLock } from './lock.js';
export { identify, isRunning, type ProcessIdentity } from './processes.js';
export {
  startPostgres,
  type PostgresOptions,
  type RunningPostgres,
  type RunningService,
} from './postgres.js';
export { findRedis, startRedis, type RedisOptions } from './redis.js';
export { ensureServices, stopLeftovers, type Services, type ServicesOptions } from './services.js';
