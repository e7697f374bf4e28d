import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule, type AppParts } from './app.module.js';
import { Admission } from './platform/http/admission.js';
import { CallerResolver } from './platform/http/caller.js';
import { refuseEarly } from './platform/http/early-refusal.js';
import { createFastify, configureFastify } from './platform/http/fastify.js';
import { HTTP_LIMITS, type HttpLimits } from './platform/http/slow-requests.js';
import { serveSpa } from './platform/http/spa.js';
import { NestLogger } from './platform/observability/logger.js';

export interface ApplicationParts extends AppParts {
  /** Another build of the SPA than the one beside this application. */
  webFolder?: string;
  /** Other limits than the usual ones. */
  httpLimits?: Partial<HttpLimits>;
}

/** Puts the application together; it neither listens nor runs jobs before `init` or `listen`. */
export async function createApplication(parts: ApplicationParts): Promise<NestFastifyApplication> {
  const http = {
    logger: parts.logger,
    secure: parts.config.publicUrl.startsWith('https:'),
    limits: { ...HTTP_LIMITS, ...parts.httpLimits },
  };
  const adapter = createFastify(http);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(parts), adapter, {
    logger: new NestLogger(parts.logger),
    abortOnError: false,
    bodyParser: false,
  });
  await configureFastify(adapter, http);
  refuseEarly(adapter.getInstance().server, {
    admission: app.get(Admission),
    callers: app.get(CallerResolver),
    secure: http.secure,
  });
  await serveSpa(adapter.getInstance(), {
    logger: parts.logger,
    folder: parts.webFolder,
  });
  return app;
}
