import type { Logger } from 'pino';
import type { Config } from '../../config/config.js';

/**
 * Makes a sweep of work that a schedule calls again and again: done by processes that run jobs, one at a time in each,
 * and logged where it fails, for the next one repeats it.
 */
export function sweeping(
  { config, logger, failure }: { config: Pick<Config, 'role'>; logger: Logger; failure: string },
  work: () => Promise<void>,
): () => Promise<void> {
  let isRunning = false;
  return async () => {
    if (config.role === 'api' || isRunning) return;
    isRunning = true;
    try {
      await work();
    } catch (error) {
      logger.warn({ err: error }, failure);
    } finally {
      isRunning = false;
    }
  };
}
