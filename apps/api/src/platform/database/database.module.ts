import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SESSION_OPTIONS } from './session-options.js';
import { TenantCache } from './tenant-cache.js';
import { UnitOfWork } from './unit-of-work.js';

/** Injection token of the address at which the application signs in to PostgreSQL. */
export const APP_DATABASE_URL = Symbol('AppDatabaseUrl');

@Global()
@Module({})
export class DatabaseModule {
  static forRoot(url: string, poolSize: number): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRoot({
          type: 'postgres',
          url,
          poolSize,
          autoLoadEntities: true,
          synchronize: false,
          migrationsRun: false,
          retryAttempts: 0,
          applicationName: 'noxdesk',
          extra: {
            options: SESSION_OPTIONS,
            // A new connection has to prepare its statements and read the dictionaries of the search anew.
            idleTimeoutMillis: 600_000,
            // A statement that runs this long is a mistake; what takes long is a job and works in batches.
            statement_timeout: 30_000,
            idle_in_transaction_session_timeout: 60_000,
          },
        }),
      ],
      providers: [TenantCache, UnitOfWork, { provide: APP_DATABASE_URL, useValue: url }],
      exports: [TenantCache, UnitOfWork, APP_DATABASE_URL],
    };
  }
}
