import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { sql } from '../database/sql.js';
import { UnitOfWork } from '../database/unit-of-work.js';

/** Short-lived counts that all processes share, as rate limits need them. */
export interface Counters {
  /** The counts in the order of the keys; 0 where there is none. */
  read(keys: readonly string[]): Promise<number[]>;
  /** Adds one to each; a count goes `seconds` after its first increment at the earliest. */
  increment(keys: readonly string[], seconds: number): Promise<number[]>;
}

/** Injection token of the {@link Counters}. */
export const COUNTERS = Symbol('Counters');

@Injectable()
export class RedisCounters implements Counters, OnApplicationShutdown {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {
    this.redis.on('error', () => undefined);
  }

  async read(keys: readonly string[]): Promise<number[]> {
    const values = await this.redis.mget(keys.map((key) => this.#name(key)));
    return values.map((value) => Number(value ?? 0));
  }

  async increment(keys: readonly string[], seconds: number): Promise<number[]> {
    const pipeline = this.redis.multi();
    for (const key of keys) pipeline.incr(this.#name(key)).expire(this.#name(key), seconds);
    const results = (await pipeline.exec()) ?? [];
    return keys.map((_, index) => Number(results[index * 2]?.[1] ?? 0));
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }

  #name(key: string): string {
    return `${this.prefix}:count:${key}`;
  }
}

const READ = sql('counters.read', `SELECT key, value FROM read_counters($1)`);
const INCREMENT = sql('counters.increment', `SELECT key, value FROM increment_counters($1, $2)`);

/** The same in PostgreSQL, for an installation without Redis. */
@Injectable()
export class DatabaseCounters implements Counters {
  constructor(@Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork) {}

  async read(keys: readonly string[]): Promise<number[]> {
    return inOrder(keys, await this.unitOfWork.definer<CounterRow>(READ, [keys]));
  }

  async increment(keys: readonly string[], seconds: number): Promise<number[]> {
    return inOrder(keys, await this.unitOfWork.definer<CounterRow>(INCREMENT, [keys, seconds]));
  }
}

interface CounterRow {
  key: string;
  value: number;
}

const inOrder = (keys: readonly string[], rows: readonly CounterRow[]) =>
  keys.map((key) => rows.find((row) => row.key === key)?.value ?? 0);
