import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { CONFIG, type Config } from '../config/config.js';
import { Clock, SystemClock } from './clock/clock.js';
import { LOGGER } from './observability/logger.js';
import { Keys } from './security/keys.js';
import { SecretBox } from './security/secret-box.js';

export interface PlatformParts {
  config: Config;
  keys: Keys;
  logger: Logger;
  clock?: Clock;
}

/** What every module may ask for: settings, keys, the clock, the logger. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot({ config, keys, logger, clock = new SystemClock() }: PlatformParts): DynamicModule {
    return {
      module: PlatformModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: Keys, useValue: keys },
        { provide: LOGGER, useValue: logger },
        { provide: Clock, useValue: clock },
        SecretBox,
      ],
      exports: [CONFIG, Keys, LOGGER, Clock, SecretBox],
    };
  }
}
