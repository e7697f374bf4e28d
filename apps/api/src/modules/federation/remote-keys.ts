import { Injectable } from '@nestjs/common';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { Clock } from '../../platform/clock/clock.js';
import { GuardedHttp } from '../../platform/egress/guarded-http.js';

/** How long keys are used without asking again. */
const FRESH_MS = 10 * 60_000;
/** A key that is not known is asked for at once, but the address no more often than this, whatever tokens name. */
const REFETCH_MS = 30_000;
/** How many addresses are remembered. */
const MOST = 500;

type KeySet = ReturnType<typeof createLocalJWKSet>;
interface Kept {
  set: KeySet;
  fetchedAt: number;
}

const jwks = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(200) });

/** Public keys that others publish (RFC 7517), fetched through the egress guard. */
@Injectable()
export class RemoteKeys {
  readonly #kept = new Map<string, Kept>();
  readonly #tried = new Map<string, number>();
  readonly #fetching = new Map<string, Promise<Kept | null>>();

  constructor(
    private readonly http: GuardedHttp,
    private readonly clock: Clock,
  ) {}

  /** Finds the key of a token at an address; a key that is new there is asked for. */
  at(url: string): JWTVerifyGetKey {
    return async (header, token) => {
      const kept = await this.#current(url);
      try {
        return await kept.set(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        const newer = await this.#fetch(url);
        if (!newer || newer === kept) throw error;
        return newer.set(header, token);
      }
    };
  }

  async #current(url: string): Promise<Kept> {
    const kept = this.#kept.get(url);
    const isFresh = kept && this.#now() - kept.fetchedAt < FRESH_MS;
    // Keys that were good go on being so while their address does not answer.
    const current = isFresh ? kept : ((await this.#fetch(url)) ?? kept);
    if (!current) throw new errors.JWKSTimeout('The keys cannot be fetched');
    return current;
  }

  /** One at a time for an address, and after a failure not again for a while. */
  #fetch(url: string): Promise<Kept | null> {
    const under = this.#fetching.get(url);
    if (under) return under;
    const tried = this.#tried.get(url);
    if (tried !== undefined && this.#now() - tried < REFETCH_MS) return Promise.resolve(null);
    remember(this.#tried, url, this.#now());
    const fetching = this.#ask(url).finally(() => this.#fetching.delete(url));
    this.#fetching.set(url, fetching);
    return fetching;
  }

  async #ask(url: string): Promise<Kept | null> {
    try {
      const { status, body } = await this.http.get(url, { accept: 'application/json' });
      const keys = jwks.safeParse(status === 200 ? JSON.parse(body) : null);
      if (!keys.success) return null;
      const kept = { set: createLocalJWKSet(keys.data as JSONWebKeySet), fetchedAt: this.#now() };
      remember(this.#kept, url, kept);
      return kept;
    } catch {
      // Whatever it was: there are no keys, and the next try is a while off.
      return null;
    }
  }

  #now(): number {
    return this.clock.now().getTime();
  }
}

/** Keeps the latest ones. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > MOST) map.delete(map.keys().next().value!);
}
