import { ApiError, isApiError } from './problem.js';

export interface AccessToken {
  token: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

interface Parts {
  /** Exchanges the cookie for a new access token; it may be asked only once at a time, across all tabs. */
  exchange(): Promise<AccessToken>;
  now(): number;
  /** Runs a task while no other tab runs its own. */
  exclusively<T>(task: () => Promise<T>): Promise<T>;
  /** Tells the other tabs; null: signed out. */
  publish(token: AccessToken | null): void;
}

/** Seconds before its end at which a token is renewed rather than sent. */
const MARGIN_MS = 10_000;

/**
 * Keeps the access token in memory. A refresh token is used once and a reused one ends the session, so the renewal
 * is single-flight in this tab, exclusive across tabs, and shared with those that waited.
 */
export function createAccessTokens(parts: Parts) {
  let current: AccessToken | null = null;
  let renewal: Promise<AccessToken> | null = null;

  const usable = (token: AccessToken | null) =>
    token !== null && token.expiresAt - MARGIN_MS > parts.now() ? token : null;

  async function renewExclusively(stale: string | null): Promise<AccessToken> {
    return parts.exclusively(async () => {
      // Another tab may have renewed while this one waited for its turn.
      const fresh = usable(current);
      if (fresh && fresh.token !== stale) return fresh;
      current = await parts.exchange();
      parts.publish(current);
      return current;
    });
  }

  function renew(stale: string | null): Promise<AccessToken> {
    renewal ??= renewExclusively(stale)
      .catch((error: unknown) => {
        if (isApiError(error) && error.status === 401) current = null;
        throw error;
      })
      .finally(() => {
        renewal = null;
      });
    return renewal;
  }

  return {
    async get(): Promise<string> {
      return (usable(current) ?? (await renew(null))).token;
    },
    /** After a 401: the token that was refused is not offered again. */
    async replace(refused: string): Promise<string> {
      const fresh = usable(current);
      return (fresh && fresh.token !== refused ? fresh : await renew(refused)).token;
    },
    set(token: AccessToken): void {
      current = token;
      parts.publish(token);
    },
    /** What another tab published. */
    receive(token: AccessToken | null): void {
      current = token;
    },
    clear(): void {
      current = null;
      parts.publish(null);
    },
  };
}

export type AccessTokens = ReturnType<typeof createAccessTokens>;

/** Calls with a token, and once more with a new one when the first is refused. */
export async function withToken<T>(tokens: AccessTokens, task: (token: string) => Promise<T>): Promise<T> {
  const token = await tokens.get();
  try {
    return await task(token);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    return task(await tokens.replace(token));
  }
}
