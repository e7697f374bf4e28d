import { BullModule, getQueueToken, OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import {
  type DynamicModule,
  Global,
  Inject,
  Injectable,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type Provider,
  type Type,
} from '@nestjs/common';
import {
  createPostgresBackend,
  type Job,
  type Queue,
  setDefaultBackendFactory,
  type QueueOptions,
} from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Logger } from 'pino';
import { QUEUE_SCHEMA } from '../database/app-role.js';
import { LOGGER } from '../observability/logger.js';
import { Outbox } from '../outbox/outbox.js';
import { OutboxRelay } from '../outbox/outbox-relay.js';
import { CONCURRENCY, QUEUES, type QueueName } from './job.js';
import { BULL_QUEUES, type JobData, JobQueues } from './job-queues.js';
import { JobRegistry } from './job-registry.js';
import { JobRunner } from './job-runner.js';

export interface QueueSettings {
  /** Undefined: BullMQ's PostgreSQL backend. */
  redisUrl: string | undefined;
  databaseUrl: string;
  /** Keeps installations that share one Redis apart. */
  prefix: string;
  /** Whether this process runs jobs, or only hands them out. */
  runsJobs: boolean;
}

/** Connections that queues and workers share. */
class QueueConnections {
  readonly redis: Redis | undefined;
  readonly pool: pg.Pool | undefined;

  constructor(settings: QueueSettings) {
    if (settings.redisUrl !== undefined) {
      this.redis = new Redis(settings.redisUrl, { maxRetriesPerRequest: null, enableReadyCheck: false });
      // Without a listener a lost connection would end the process; the client itself reconnects.
      this.redis.on('error', () => undefined);
    } else {
      setDefaultBackendFactory(createPostgresBackend as never);
      this.pool = new pg.Pool({
        connectionString: settings.databaseUrl,
        max: 12,
        options: `-c search_path=${QUEUE_SCHEMA}`,
        application_name: 'noxdesk queues',
      });
      this.pool.on('error', () => undefined);
      // Each queue and worker listens on it.
      this.pool.setMaxListeners(0);
    }
  }

  async end(): Promise<void> {
    this.redis?.disconnect();
    await this.pool?.end();
  }
}

function processorOf(queue: QueueName): Type<WorkerHost> {
  @Processor(queue, { concurrency: CONCURRENCY[queue], lockDuration: 60_000 })
  class QueueProcessor extends WorkerHost {
    constructor(
      @Inject(JobRunner) private readonly runner: JobRunner,
      @Inject(LOGGER) private readonly logger: Logger,
    ) {
      super();
    }

    async process(job: Job<JobData>): Promise<void> {
      await this.runner.run(job);
    }

    /** The connection is away for a moment; the worker goes on when it is back. */
    @OnWorkerEvent('error')
    onError(error: Error): void {
      this.logger.warn({ err: error, queue }, 'a queue worker lost its connection');
    }
  }
  Injectable()(QueueProcessor);
  return QueueProcessor;
}

/** Ends workers, then queues, then what they are connected by: a worker that lost its connection would wait for it. */
class QueueShutdown implements OnApplicationShutdown {
  constructor(
    private readonly connections: QueueConnections,
    private readonly queues: ReadonlyMap<QueueName, Queue>,
    private readonly processors: readonly WorkerHost[],
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.processors.map(({ worker }) => worker.close()));
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    await this.connections.end();
  }
}

@Injectable()
class CompletenessCheck implements OnApplicationBootstrap {
  constructor(private readonly registry: JobRegistry) {}

  onApplicationBootstrap(): void {
    this.registry.assertComplete();
  }
}

/** BullMQ through @nestjs/bullmq, on Redis or on PostgreSQL, and the outbox that feeds it. */
@Global()
@Module({})
export class QueueModule {
  static forRoot(settings: QueueSettings): DynamicModule {
    const connections = new QueueConnections(settings);
    const connection = (connections.redis ?? connections.pool) as QueueOptions['connection'];
    const prefix = settings.redisUrl === undefined ? undefined : settings.prefix;
    const queues: Provider = {
      provide: BULL_QUEUES,
      inject: QUEUES.map((name) => getQueueToken(name)),
      useFactory: (...all: Queue<JobData>[]) => new Map(QUEUES.map((name, index) => [name, all[index]])),
    };
    const processors = settings.runsJobs ? QUEUES.map(processorOf) : [];
    const shutdown: Provider = {
      provide: QueueShutdown,
      inject: [BULL_QUEUES, ...processors],
      useFactory: (all: Map<QueueName, Queue>, ...hosts: WorkerHost[]) =>
        new QueueShutdown(connections, all, hosts),
    };
    return {
      module: QueueModule,
      imports: [
        BullModule.forRoot({ connection, ...(prefix !== undefined && { prefix }) }),
        ...QUEUES.map((name) => BullModule.registerQueue({ name })),
      ],
      providers: [
        queues,
        JobRegistry,
        JobQueues,
        JobRunner,
        OutboxRelay,
        Outbox,
        shutdown,
        ...processors,
        ...(settings.runsJobs ? [CompletenessCheck] : []),
      ],
      exports: [JobRegistry, JobQueues, Outbox, OutboxRelay],
    };
  }
}
