import { randomUUID } from 'node:crypto';
import { type Compared, line, rounded } from './compare.js';
import { cpuOf } from './cpu.js';
import { askElsewhere } from './elsewhere.js';
import type { FloodResult } from './flood-client.js';
import type { Stage } from './stage.js';

/** So much more is asked than the machine can serve. */
const TIMES = 10;
/** Enough of them for the rate not to depend on how soon answers come. */
const CONNECTIONS = 400;
/** What the other tenant asks meanwhile: a few people at work, however fast or slow they are answered. */
const CALM = { connections: 4, rate: 50 };
const LIST = '/tickets/api/tickets/?status=open,pending';
/** How much slower one tenant may be served while another one floods the application. */
const FAIR = 2;

/**
 * What happens when far more is asked than can be served: what is let in, what is refused at once, whether health and
 * sign-in still answer, whether it recovers, and what another tenant notices of it.
 */
export async function measureOverload(stage: Stage, asked: number): Promise<Compared[]> {
  const { url, pid } = stage.application;
  const seconds = Math.max(4, asked);
  const flooding = { url, token: stage.token, path: LIST, seconds };
  const calm = () => askElsewhere({ ...flooding, ...CALM, token: stage.otherToken });
  const usually = () => withCpu(pid, () => askElsewhere({ ...flooding, connections: 8 }));
  await Promise.all([usually(), calm()]);
  const usual = await usually();
  const alone = await calm();
  const [flooded, meanwhile, answering] = await Promise.all([
    withCpu(pid, () =>
      askElsewhere({
        ...flooding,
        connections: CONNECTIONS,
        rate: perSecond(usual) * TIMES,
        seconds: seconds + 1,
      }),
    ),
    calm(),
    stillAnswering(url, seconds),
  ]);
  // As Retry-After asks.
  await new Promise((done) => setTimeout(done, 1_000));
  const after = await usually();
  return [...serving({ usual, flooded, meanwhile, after }), ...noticing({ answering, alone, meanwhile })];
}

type Asked = FloodResult & { appCpuMs: number };

async function withCpu(pid: number, work: () => Promise<FloodResult>): Promise<Asked> {
  const before = cpuOf(pid) ?? 0;
  const result = await work();
  return { ...result, appCpuMs: (cpuOf(pid) ?? 0) - before };
}

const perSecond = ({ served, seconds }: FloodResult) => served / seconds;

/** What becomes of the flood, and of the machine's capacity. */
function serving(of: { usual: Asked; flooded: Asked; meanwhile: FloodResult; after: Asked }): Compared[] {
  const { usual, flooded, meanwhile, after } = of;
  const rate = perSecond(usual);
  const all = perSecond(flooded) + perSecond(meanwhile);
  const asked = flooded.served + flooded.refused;
  const cpuOfServed = usual.appCpuMs / usual.served;
  const ofRefusals = flooded.appCpuMs - (flooded.served + meanwhile.served) * cpuOfServed;
  return [
    line({
      name: 'overload',
      label: `list, asked ${TIMES} × as often: served`,
      unit: 'requests/s',
      value: rounded(all, 1),
      floor: rounded(rate, 1),
      ratio: rounded(all / rate, 2),
      p50: flooded.p50,
      p95: flooded.p95,
    }),
    line({
      name: 'overload_refused',
      label: 'of those refused with 503',
      unit: '%',
      value: rounded((flooded.refused / asked) * 100, 1),
    }),
    line({
      name: 'overload_asked',
      label: 'so often it was really asked (floor: served without a flood)',
      unit: 'requests/s',
      value: rounded(asked / flooded.seconds, 1),
      floor: rounded(rate, 1),
      ratio: rounded(asked / flooded.seconds / rate, 2),
    }),
    line({
      name: 'overload_refusal_cpu',
      label: 'processor time of a refusal (floor: of serving one)',
      unit: 'ms',
      value: rounded(ofRefusals / Math.max(1, flooded.refused), 3),
      floor: rounded(cpuOfServed, 3),
    }),
    line({
      name: 'overload_client_cpu',
      label: 'share of a core that the flooding client took',
      unit: '%',
      value: rounded(flooded.cpuMs / flooded.seconds / 10, 1),
    }),
    line({
      name: 'overload_after',
      label: 'list afterwards (floor: before)',
      unit: 'requests/s',
      value: rounded(perSecond(after), 1),
      floor: rounded(rate, 1),
      ratio: rounded(perSecond(after) / rate, 2),
      p50: after.p50,
      p95: after.p95,
    }),
  ];
}

/** What others notice of it. */
function noticing(of: { answering: number; alone: FloodResult; meanwhile: FloodResult }): Compared[] {
  const { answering, alone, meanwhile } = of;
  return [
    line({
      name: 'overload_health',
      label: 'health and sign-in meanwhile, slowest',
      unit: 'ms',
      value: rounded(answering, 1),
    }),
    line({
      name: 'fairness',
      label: `another tenant meanwhile, p95 (goal: at most ${FAIR} ×)`,
      unit: 'ms',
      value: rounded(meanwhile.p95, 1),
      floor: rounded(alone.p95, 1),
      ratio: rounded(meanwhile.p95 / alone.p95, 2),
      p50: meanwhile.p50,
      p95: meanwhile.p95,
    }),
    line({
      name: 'fairness_refused',
      label: 'of its requests refused',
      unit: '%',
      value: rounded((meanwhile.refused / (meanwhile.served + meanwhile.refused)) * 100, 1),
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
