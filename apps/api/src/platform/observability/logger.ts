import type { LoggerService } from '@nestjs/common';
import { type Logger, pino, type TransportSingleOptions } from 'pino';
import type { Config } from '../../config/config.js';

/** Injection token of the process's logger. */
export const LOGGER = Symbol('Logger');

const REDACTED = ['password', 'token', 'secret', 'authorization', 'access', 'refresh'].flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
]);

export function createLogger(config: Pick<Config, 'logLevel' | 'logFormat'>): Logger {
  const pretty: TransportSingleOptions = {
    target: 'pino-pretty',
    options: { destination: 2, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' },
  };
  const options = { level: config.logLevel, redact: { paths: REDACTED, censor: '(hidden)' } };
  // Logs go to stderr: stdout is for the one line that tells where the application is.
  return config.logFormat === 'pretty'
    ? pino({ ...options, transport: pretty })
    : pino(options, pino.destination({ dest: 2, sync: false }));
}

/** Nest's own lines through pino. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, String(message));
  }
  error(message: unknown, stackOrContext?: unknown): void {
    this.logger.error({ context: stackOrContext }, String(message));
  }
  warn(message: unknown, context?: unknown): void {
    this.logger.warn({ context }, String(message));
  }
  debug(message: unknown, context?: unknown): void {
    this.logger.trace({ context }, String(message));
  }
  verbose(message: unknown, context?: unknown): void {
    this.logger.trace({ context }, String(message));
  }
}
