import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { LOGGER } from '../observability/logger.js';

/** Something that others may want to see at once. It carries ids, never content: who hears of it reads the rest. */
export interface LiveEvent {
  tenantId: number;
  type: string;
  data: Record<string, unknown>;
  /** Decides who hears of it; never sent. */
  audience: LiveAudience;
}

export interface LiveAudience {
  /** Agents of these departments, besides the admins. */
  departmentIds: readonly number[];
  /** The customer, and their organisation where it shares its tickets; null: staff only. */
  customer: { requesterId: string; organizationId: string | null } | null;
  /** These users only. */
  userIds?: readonly string[];
}

/** An event as this process numbered it. */
export interface NumberedEvent extends LiveEvent {
  sequence: number;
}

type Subscriber = (event: NumberedEvent | 'resync') => void;

/** How many events of all tenants are remembered for those whose connection broke. */
const REMEMBERED = 5_000;

export interface LiveBusSettings {
  redisUrl: string | undefined;
  prefix: string;
}
export const LIVE_BUS_SETTINGS = Symbol('LiveBusSettings');

/**
 * Carries live events to every process through Redis pub/sub, or within this one where there is no Redis. Nothing
 * depends on it: an event that is lost only means that somebody sees the change later, and whoever cannot be brought
 * up to date event by event is told to read anew.
 */
@Injectable()
export class LiveBus implements OnModuleInit, OnApplicationShutdown {
  readonly #subscribers = new Set<Subscriber>();
  readonly #remembered: NumberedEvent[] = [];
  readonly #channel: string;
  #sequence = 0;
  #publisher: Redis | undefined;
  #listener: Redis | undefined;

  constructor(
    @Inject(LIVE_BUS_SETTINGS) private readonly settings: LiveBusSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#channel = `${settings.prefix}:live`;
  }

  async onModuleInit(): Promise<void> {
    const { redisUrl } = this.settings;
    if (redisUrl === undefined) return;
    this.#publisher = new Redis(redisUrl, { enableOfflineQueue: false, maxRetriesPerRequest: 0 });
    this.#publisher.on('error', () => undefined);
    this.#listener = new Redis(redisUrl, { maxRetriesPerRequest: null });
    this.#listener.on('error', () => undefined);
    this.#listener.on('message', (_, text: string) => this.#deliver(JSON.parse(text) as LiveEvent));
    let connectedBefore = false;
    this.#listener.on('ready', () => {
      // What was published while we were away is gone: everybody reads anew.
      if (connectedBefore) this.#forget();
      connectedBefore = true;
    });
    await this.#listener.subscribe(this.#channel);
  }

  publish(event: LiveEvent): void {
    if (!this.#publisher) {
      this.#deliver(event);
      return;
    }
    this.#publisher.publish(this.#channel, JSON.stringify(event)).catch((error: unknown) => {
      this.logger.debug({ err: error }, 'a live event could not be published');
      // At least those who are connected to this process see it.
      this.#deliver(event);
    });
  }

  /**
   * @param after the number of the last event that was seen; undefined: from now on
   * @returns the events since then, or null when they are no longer known, and how to end the subscription
   */
  subscribe(
    after: number | undefined,
    subscriber: Subscriber,
  ): { missed: NumberedEvent[] | null; end: () => void } {
    this.#subscribers.add(subscriber);
    const end = () => this.#subscribers.delete(subscriber);
    if (after === undefined) return { missed: [], end };
    const oldest = this.#remembered[0]?.sequence ?? this.#sequence + 1;
    const known = after <= this.#sequence && after >= oldest - 1;
    return { missed: known ? this.#remembered.filter(({ sequence }) => sequence > after) : null, end };
  }

  /** The number of the last event. */
  get sequence(): number {
    return this.#sequence;
  }

  onApplicationShutdown(): void {
    this.#publisher?.disconnect();
    this.#listener?.disconnect();
  }

  #deliver(event: LiveEvent): void {
    const numbered = { ...event, sequence: (this.#sequence += 1) };
    this.#remembered.push(numbered);
    if (this.#remembered.length > REMEMBERED) this.#remembered.shift();
    for (const subscriber of this.#subscribers) subscriber(numbered);
  }

  #forget(): void {
    this.#remembered.length = 0;
    this.#sequence += 1;
    for (const subscriber of this.#subscribers) subscriber('resync');
  }
}
