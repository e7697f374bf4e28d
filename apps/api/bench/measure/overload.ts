import { randomUUID } from 'node:crypto';
import { type Compared, rounded } from './compare.js';
import { load, loadElsewhere, type LoadOptions } from './load.js';
import type { Stage } from './stage.js';

/**
 * So much more is asked than the machine can serve. A connection waits for its answer before it asks again, so there
 * are so many that the rate does not depend on how soon answers come.
 */
const TIMES = 10;
const FLOOD = 400;
const CALM = 2;
const LIST = '/tickets/api/tickets/?status=open,pending';
/** How much slower one tenant may be served while another one floods the application. */
const FAIR = 2;

type Line = Pick<Compared, 'name' | 'label' | 'unit' | 'value'> & Partial<Compared>;
const line = (result: Line): Compared => ({
  floor: null,
  ratio: null,
  goal: null,
  cpu_ms: null,
  cpuGoal: null,
  floorCpuMs: null,
  appCpuMs: null,
  p50: 0,
  p95: 0,
  roundTrips: 0,
  ...result,
});

/**
 * What happens when far more is asked than can be served: what is let in, what is refused at once, whether health and
 * sign-in still answer, whether it recovers, and what another tenant notices of it.
 */
export async function measureOverload(stage: Stage, asked: number): Promise<Compared[]> {
  const { url } = stage.application;
  const seconds = Math.max(3, asked);
  const asks = {
    url,
    token: stage.token,
    seconds,
    concurrency: 8,
    shot: { method: 'GET', path: LIST } as const,
  };
  const one = (options: Partial<LoadOptions>) => load({ ...asks, next: () => asks.shot, ...options });
  const calm = () => one({ token: stage.otherToken, concurrency: CALM, mayRefuse: true });
  await one({});
  const usual = await one({});
  const alone = await calm();
  const [flooded, meanwhile, answering] = await Promise.all([
    loadElsewhere({
      ...asks,
      concurrency: FLOOD,
      rate: usual.perSecond * TIMES,
      mayRefuse: true,
      seconds: seconds + 1,
    }),
    calm(),
    stillAnswering(url, seconds),
  ]);
  // As Retry-After asks.
  await new Promise((done) => setTimeout(done, 1_000));
  const after = await one({});
  const total = flooded.requests + flooded.refused;
  return [
    line({
      name: 'overload',
      label: `list, asked ${TIMES} × as often: served`,
      unit: 'requests/s',
      value: rounded(flooded.perSecond, 1),
      floor: rounded(usual.perSecond, 1),
      ratio: rounded(flooded.perSecond / usual.perSecond, 2),
      p50: flooded.p50,
      p95: flooded.p95,
    }),
    line({
      name: 'overload_refused',
      label: 'of those refused with 503',
      unit: '%',
      value: rounded((flooded.refused / total) * 100, 1),
    }),
    line({
      name: 'overload_asked',
      label: 'so often it was really asked (floor: served without a flood)',
      unit: 'requests/s',
      value: rounded(total / flooded.seconds, 1),
      floor: rounded(usual.perSecond, 1),
      ratio: rounded(total / flooded.seconds / usual.perSecond, 2),
    }),
    line({
      name: 'overload_health',
      label: 'health and sign-in meanwhile, slowest',
      unit: 'ms',
      value: rounded(answering, 1),
    }),
    line({
      name: 'overload_after',
      label: 'list afterwards (floor: before)',
      unit: 'requests/s',
      value: rounded(after.perSecond, 1),
      floor: rounded(usual.perSecond, 1),
      ratio: rounded(after.perSecond / usual.perSecond, 2),
      p50: after.p50,
      p95: after.p95,
    }),
    line({
      name: 'fairness',
      label: `another tenant meanwhile, p95 (goal: at most ${FAIR} ×)`,
      unit: 'ms',
      value: rounded(meanwhile.p95, 1),
      floor: rounded(alone.p95, 1),
      ratio: rounded(meanwhile.p95 / alone.p95, 2),
    }),
  ];
}

/** @returns the longest that the health check or a refused sign-in took, in milliseconds */
async function stillAnswering(url: string, seconds: number): Promise<number> {
  const until = performance.now() + seconds * 1_000;
  let longest = 0;
  while (performance.now() < until) {
    for (const [path, init, wanted] of [
      ['/tickets/api/health/', {}, 200],
      ['/tickets/api/auth/token/', signIn(), 401],
    ] as const) {
      const begun = performance.now();
      const { status } = await fetch(`${url}${path}`, init);
      if (status !== wanted) throw new Error(`${path} answered ${status} under load`);
      longest = Math.max(longest, performance.now() - begun);
    }
    await new Promise((done) => setTimeout(done, 250));
  }
  return longest;
}

/** Another account each time: failures of one are counted. */
const signIn = (): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ email: `${randomUUID()}@empresa.test`, password: 'wrong password' }),
});
