import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import type { Logger } from 'pino';
import { APP_DATABASE_URL } from '../database/database.module.js';
import { LOGGER } from '../observability/logger.js';

/** Somebody's session, token, account, role or departments changed; everybody's of the tenant where there is no user. */
export interface AccessChange {
  tenantId: number;
  userId: string | null;
}

/** `unknown`: for a while nothing could be heard. */
type Subscriber = (change: AccessChange | 'unknown') => void;

const CHANNEL = 'noxdesk_access';
const RETRY_MS = 1_000;

/**
 * Hears from the database, in every process and without Redis, when what somebody may do has changed (PostgreSQL's
 * LISTEN, on a connection of its own). Requests need none of it: they look their caller up. It is for what stays open.
 */
@Injectable()
export class AccessChanges implements OnApplicationShutdown {
  readonly #subscribers = new Set<Subscriber>();
  #client: pg.Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isStarted = false;
  #isOver = false;

  constructor(
    @Inject(APP_DATABASE_URL) private readonly url: string,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  subscribe(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber);
  }

  /** Begins to listen, once: a process that has nothing open needs no connection for it. */
  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    void this.#connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#retry);
    await this.#client?.end().catch(() => undefined);
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      connectionTimeoutMillis: 10_000,
      application_name: 'noxdesk access changes',
      keepAlive: true,
    });
    this.#client = client;
    client.on('notification', ({ payload }) => this.#tell(payload));
    client.on('error', (error) => this.logger.debug({ err: error }, 'changes of access are not heard of'));
    client.on('end', () => this.#connectLater());
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      for (const subscriber of this.#subscribers) subscriber('unknown');
    } catch (error) {
      this.logger.debug({ err: error }, 'changes of access are not heard of');
      await client.end().catch(() => undefined);
      this.#connectLater();
    }
  }

  #connectLater(): void {
    if (this.#isOver) return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#connect(), RETRY_MS);
    this.#retry.unref();
  }

  #tell(payload = ''): void {
    const [tenant, user] = payload.split(':');
    const change = { tenantId: Number(tenant), userId: user === '*' || user === undefined ? null : user };
    for (const subscriber of this.#subscribers) subscriber(change);
  }
}
