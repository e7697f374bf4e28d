import { fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
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
  /** Answers with 503 are counted, not taken for a failure. */
  mayRefuse?: boolean;
  /** Requests a second over all connections; as many as they can where it is not given. */
  rate?: number;
}

export interface LoadResult {
  /** How long it took. */
  seconds: number;
  /** With 503; not among the others. */
  refused: number;
  requests: number;
  perSecond: number;
  p50: number;
  p95: number;
}

/** Sends requests in a closed loop over connections that stay open. @throws Error where an answer is not a success */
export async function load({
  url,
  token,
  seconds,
  concurrency,
  next,
  mayRefuse = false,
  rate,
}: LoadOptions): Promise<LoadResult> {
  const times: number[] = [];
  const wrong = new Map<number, number>();
  let refused = 0;
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
      ...(rate !== undefined && { overallRate: Math.ceil(rate) }),
      requests: [{ method: 'GET' as const, path: '/', setupRequest }],
    };
    const run = autocannon(options, (error: Error | null, done) => (error ? reject(error) : resolve(done)));
    // Its own statistics know no 95th percentile.
    run.on('response', (_client, status, _bytes, time) => {
      if (mayRefuse && status === 503) {
        refused += 1;
        return;
      }
      times.push(time);
      ended = performance.now();
      if (status >= 300) wrong.set(status, (wrong.get(status) ?? 0) + 1);
    });
  });
  if (wrong.size > 0 || result.errors > 0) {
    const told = [...wrong].map(([status, count]) => `${count} × ${status}`).join(', ');
    throw new Error(`${next().path} on ${url}: ${told || `${result.errors} errors`}`);
  }
  // None at all: everybody has waited for as long as it was measured.
  if (times.length === 0 && mayRefuse) times.push(seconds * 1_000);
  if (times.length === 0) throw new Error(`${next().path} on ${url}: no answer in ${seconds} s`);
  times.sort((a, b) => a - b);
  const percentile = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!;
  return {
    seconds: (performance.now() - begun) / 1_000,
    refused,
    requests: times.length,
    perSecond: (times.length * 1_000) / (ended - begun),
    p50: percentile(0.5),
    p95: percentile(0.95),
  };
}

/** The same request again and again, as data that another process can be told. */
export type RepeatedLoad = Omit<LoadOptions, 'next'> & { shot: Shot };

/**
 * The same in a process of its own, behind all others in line for the processor: what measures meanwhile is not
 * disturbed by the work of asking.
 */
export function loadElsewhere(options: RepeatedLoad): Promise<LoadResult> {
  const child = fork(fileURLToPath(new URL('flood.js', import.meta.url)), [], { execArgv: [] });
  setPriority(child.pid!, 10);
  return new Promise((resolve, reject) => {
    child.once('message', (result) => resolve(result as LoadResult));
    child.once('exit', (code) => reject(new Error(`The flood ended with ${code}`)));
    child.send(options);
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
