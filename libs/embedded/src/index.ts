export { attachDatabase, type AttachedDatabase, type AttachOptions } from './attach.js';
export { EmbeddedServiceError } from './errors.js';
export { freePort } from './endpoint.js';
export { LAUNCHERS_VARIABLE } from './lock.js';
export { startPostgres, type PostgresOptions, type RunningPostgres } from './postgres.js';
export { identify } from './processes.js';
export { findRedis, startRedis, type RedisOptions } from './redis.js';
export { type RunningService } from './service.js';
export { ensureServices, stopLeftovers, type Services, type ServicesOptions } from './services.js';
