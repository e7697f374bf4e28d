import autocannon from 'autocannon';

export interface Shot {
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  body?: unknown;
}

export interface LoadOptions {
  url: string;
  token: string;
  seconds: number;
  concurrency: number;
  /** The next request; called for each one. */
  next: () => Shot;
}

export interface LoadResult {
  requests: number;
  perSecond: number;
  p50: number;
  p95: number;
}

/** Sends requests in a closed loop over connections that stay open. @throws Error where an answer is not a success */
export async function load({ url, token, seconds, concurrency, next }: LoadOptions): Promise<LoadResult> {
  const times: number[] = [];
  const wrong = new Map<number, number>();
  const begun = performance.now();
  let ended = begun;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const setupRequest = (request: autocannon.Request): autocannon.Request => {
    const { method, path, body } = next();
    return {
      ...request,
      method,
      path,
      headers: method === 'GET' ? { authorization: headers.authorization } : headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
  };
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const options = {
      url,
      connections: concurrency,
      duration: seconds,
      requests: [{ method: 'GET' as const, path: '/', setupRequest }],
    };
    const run = autocannon(options, (error: Error | null, done) => (error ? reject(error) : resolve(done)));
    // Its own statistics know no 95th percentile.
    run.on('response', (_client, status, _bytes, time) => {
      times.push(time);
      ended = performance.now();
      if (status >= 300) wrong.set(status, (wrong.get(status) ?? 0) + 1);
    });
  });
  if (wrong.size > 0 || result.errors > 0) {
    const told = [...wrong].map(([status, count]) => `${count} × ${status}`).join(', ');
    throw new Error(`${next().path} on ${url}: ${told || `${result.errors} errors`}`);
  }
  if (times.length === 0) throw new Error(`${next().path} on ${url}: no answer in ${seconds} s`);
  times.sort((a, b) => a - b);
  const percentile = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!;
  return {
    requests: times.length,
    perSecond: (times.length * 1_000) / (ended - begun),
    p50: percentile(0.5),
    p95: percentile(0.95),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
