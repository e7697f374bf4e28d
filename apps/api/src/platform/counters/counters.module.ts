import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Redis } from 'ioredis';
import { UnitOfWork } from '../database/unit-of-work.js';
import { COUNTERS, DatabaseCounters, RedisCounters } from './counters.js';

@Global()
@Module({})
export class CountersModule {
  static forRoot(redisUrl: string | undefined, prefix: string): DynamicModule {
    return {
      module: CountersModule,
      providers: [
        {
          provide: COUNTERS,
          inject: [UnitOfWork],
          useFactory: (unitOfWork: UnitOfWork) =>
            redisUrl === undefined
              ? new DatabaseCounters(unitOfWork)
              : new RedisCounters(new Redis(redisUrl), prefix),
        },
      ],
      exports: [COUNTERS],
    };
  }
}
