import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule, type AppParts } from './app.module.js';
import { createFastify, configureFastify } from './platform/http/fastify.js';
import { NestLogger } from './platform/observability/logger.js';

/** Puts the application together; it neither listens nor runs jobs before `init` or `listen`. */
export async function createApplication(parts: AppParts): Promise<NestFastifyApplication> {
  const adapter = createFastify(parts.logger);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(parts), adapter, {
    logger: new NestLogger(parts.logger),
    abortOnError: false,
    bodyParser: false,
  });
  await configureFastify(adapter, parts.logger);
  return app;
}
