import { Injectable } from '@nestjs/common';
import type { JobDefinition, JobHandler } from './job.js';

/** Which handler a job has. A job without one, or with two, stops the start. */
@Injectable()
export class JobRegistry {
  readonly #definitions = new Map<string, JobDefinition>();
  readonly #handlers = new Map<string, JobHandler>();

  /** Modules announce the jobs they hand out, whether or not this process runs them. */
  define<Payload>(job: JobDefinition<Payload>): void {
    this.#definitions.set(job.name, job as JobDefinition);
  }

  register<Payload>(handler: JobHandler<Payload>): void {
    const { name } = handler.job;
    if (this.#handlers.has(name)) throw new Error(`The job ${name} has two handlers`);
    this.#handlers.set(name, handler as JobHandler);
    this.define(handler.job);
  }

  definition(name: string): JobDefinition | undefined {
    return this.#definitions.get(name);
  }

  handler(name: string): JobHandler | undefined {
    return this.#handlers.get(name);
  }

  /** @throws Error naming each job that nobody handles */
  assertComplete(): void {
    const orphans = [...this.#definitions.keys()].filter((name) => !this.#handlers.has(name));
    if (orphans.length > 0) throw new Error(`Jobs without a handler: ${orphans.join(', ')}`);
  }
}
