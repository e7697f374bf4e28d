import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import type { Logger } from 'pino';
import { LOGGER } from '../observability/logger.js';
import { Keys } from '../security/keys.js';
import { AccessGuard } from './access.guard.js';
import { Admission } from './admission.js';
import { Cursors } from './cursor.js';
import { DocsController } from './docs.controller.js';
import { EndpointInterceptor } from './endpoint.interceptor.js';
import { Idempotency } from './idempotency.js';
import { MultipartReader } from './multipart.js';
import { ProblemFilter } from './problem.filter.js';

/** What every route goes through. Identity provides the `CallerResolver`, attachments the `FileIntake`. */
@Global()
@Module({
  controllers: [DocsController],
  providers: [
    Idempotency,
    MultipartReader,
    { provide: Admission, useFactory: () => new Admission() },
    { provide: Cursors, inject: [Keys], useFactory: (keys: Keys) => new Cursors(keys.key('cursor')) },
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_INTERCEPTOR, useClass: EndpointInterceptor },
    { provide: APP_FILTER, inject: [LOGGER], useFactory: (logger: Logger) => new ProblemFilter(logger) },
  ],
  exports: [Idempotency, Cursors],
})
export class HttpModule {}
