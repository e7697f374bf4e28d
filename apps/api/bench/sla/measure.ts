import type { SlaApplication } from '@noxdesk/contracts';
import pg from 'pg';
import { randomBytes } from 'node:crypto';
import { appUrl } from '../../src/platform/database/app-role.js';
import type { Servers } from '../database.js';
import { type Compared, type Effort, rounded } from '../measure/compare.js';
import { cpuOf, cpuOfFamily } from '../measure/cpu.js';
import { load, median } from '../measure/load.js';
import { type Measured, startApplication } from '../measure/processes.js';
import { makeSlaData, PASSWORD, type SlaData, type SlaTenant } from './data.js';

const SWEEPS = 200;
const SWEEP_GOAL_MS = 50;
const SHARE_GOAL = 0.05;
const PAIRS = 8;
const WARM_UP_SECONDS = 4;
const LOOK_MS = 250;
const API = '/tickets/api';

/** Data sizes: those that the promises name, or less for a quick look. */
const sizes = (quick: boolean) =>
  quick ? { swept: 100_000, judged: 5_000 } : { swept: 1_000_000, judged: 100_000 };

/** What SLA clocks cost: the sweep, a ticket's share, and a new version applied to open tickets. */
export async function measureSla(
  servers: Servers,
  quick: boolean,
  effort: Effort,
  say: (line: string) => void,
): Promise<Compared[]> {
  const size = sizes(quick);
  const data = await makeSlaData(servers, size, say);
  try {
    const sweep = await measureSweep(data, size.swept);
    // Without a Redis of the benchmark it brings its own and runs the jobs, too.
    const application = await startApplication({
      databaseUrl: data.databaseUrl,
      redisUrl: undefined,
      secret: randomBytes(32).toString('hex'),
    });
    try {
      say('creating tickets with and without SLA clocks');
      const share = await measureShare(application, servers, data, effort);
      say(`applying a version to ${size.judged} open tickets`);
      const applied = await measureApplication(application, data, size.judged);
      return [...sweep, share, ...applied];
    } finally {
      await application.stop();
    }
  } finally {
    await data.admin.end();
  }
}

const result = (
  name: string,
  label: string,
  unit: string,
  value: number,
  more: Partial<Compared> = {},
): Compared => ({
  name,
  label,
  unit,
  value,
  floor: null,
  ratio: null,
  goal: null,
  cpu_ms: null,
  appCpuMs: null,
  floorCpuMs: null,
  cpuGoal: null,
  p50: 0,
  p95: 0,
  roundTrips: 0,
  ...more,
});

/** The sweep's own statement, signed in as the application is. */
async function measureSweep(data: SlaData, tickets: number): Promise<Compared[]> {
  const client = new pg.Client({ connectionString: appUrl(data.databaseUrl, undefined) });
  await client.connect();
  const times = async (at: Date, expected: number) => {
    const taken: number[] = [];
    for (let i = 0; i < SWEEPS; i += 1) {
      const begun = performance.now();
      const { rowCount } = await client.query({
        name: 'sweep',
        text: 'SELECT tenant_id, ticket_id FROM tickets_with_sla_due($1, $2)',
        values: [at, 1_000],
      });
      taken.push(performance.now() - begun);
      if (rowCount !== expected) throw new Error(`The sweep found ${rowCount} tickets, not ${expected}`);
    }
    return taken.sort((a, b) => a - b);
  };
  try {
    const thousands = tickets.toLocaleString('en');
    const line = (name: string, label: string, taken: number[]) =>
      result(name, label, 'ms', rounded(median(taken), 3), {
        p50: rounded(median(taken), 3),
        p95: rounded(taken[Math.floor(SWEEPS * 0.95)]!, 3),
      });
    const idle = await times(new Date(), 0);
    const busy = await times(new Date(Date.now() + 2 * 3_600_000), 1_000);
    return [
      line('sla_sweep_idle', `SLA sweep, ${thousands} open, nothing due (goal < ${SWEEP_GOAL_MS} ms)`, idle),
      line('sla_sweep_due', `SLA sweep, ${thousands} open, 1,000 due`, busy),
    ];
  } finally {
    await client.end();
  }
}

async function signIn({ url }: Measured, { slug }: SlaTenant): Promise<string> {
  const response = await fetch(`${url}${API}/auth/token/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: `ada@${slug}.test`, password: PASSWORD, tenant: slug }),
  });
  if (!response.ok) throw new Error(`Sign-in: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { access: string }).access;
}

/** Processor time of a creation in a tenant with a policy against one without, in turns; the median of the pairs. */
async function measureShare(
  application: Measured,
  { postgres }: Servers,
  data: SlaData,
  effort: Effort,
): Promise<Compared> {
  const tokens = {
    with: await signIn(application, data.promised),
    without: await signIn(application, data.unpromised),
  };
  const body = { subject: 'No puedo entrar', department: 1, priority: 'high', messages: [{ body: 'Hola' }] };
  const cpu = () => cpuOf(application.pid)! + cpuOfFamily(postgres.pid)!;
  const one = async (which: keyof typeof tokens, seconds = effort.seconds) => {
    const before = cpu();
    const { requests } = await load({
      url: application.url,
      token: tokens[which],
      seconds,
      concurrency: effort.concurrency,
      next: () => ({ method: 'POST', path: `${API}/tickets/`, body }),
    });
    return (cpu() - before) / requests;
  };
  // Connections prepare their statements, the compiler sees what is hot.
  await one('with', WARM_UP_SECONDS);
  await one('without', WARM_UP_SECONDS);
  const pairs: { with: number; without: number }[] = [];
  for (let i = 0; i < PAIRS; i += 1) {
    // Whichever comes first profits from the quiet before: they take turns in that, too.
    const first = i % 2 === 0 ? 'with' : 'without';
    const a = await one(first);
    const b = await one(first === 'with' ? 'without' : 'with');
    pairs.push(first === 'with' ? { with: a, without: b } : { with: b, without: a });
  }
  const share = median(pairs.map((pair) => 1 - pair.without / pair.with));
  const label = `share of SLA work in creating a ticket (goal < ${SHARE_GOAL})`;
  return result('sla_create_share', label, 'of processor time', rounded(share, 3), {
    cpu_ms: rounded(median(pairs.map((pair) => pair.with)), 3),
    floorCpuMs: rounded(median(pairs.map((pair) => pair.without)), 3),
  });
}

/** A new version applied to open tickets in batches, while somebody goes on reading the list. */
async function measureApplication(
  application: Measured,
  { judged }: SlaData,
  tickets: number,
): Promise<Compared[]> {
  const token = await signIn(application, judged);
  const call = async <Answer>(method: string, path: string, body?: unknown) => {
    const response = await fetch(`${application.url}${API}/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  };
  const path = `sla-policies/${judged.policy}/`;
  const targets = { low: { first_response_minutes: 2_880, resolution_minutes: 8_640 } };
  await call('PATCH', path, { targets });
  /** Starts what goes on in batches, reads the list until it is done, and looks at how far it is. */
  const follow = async (body: object, isDone: (progress: SlaApplication) => boolean) => {
    const begun = performance.now();
    await call('POST', `${path}apply/`, body);
    const answers: number[] = [];
    for (;;) {
      const asked = performance.now();
      await call('GET', 'tickets/?status=open&limit=25');
      answers.push(performance.now() - asked);
      const progress = await call<SlaApplication>('GET', `${path}application/`);
      if (isDone(progress)) {
        const seconds = (performance.now() - begun) / 1_000;
        return { progress, seconds, answers: answers.sort((a, b) => a - b) };
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  };
  const tried = await follow({ dry_run: true }, ({ forecast }) => forecast?.state !== 'running');
  const wouldMove = tried.progress.forecast?.tickets;
  if (wouldMove !== tickets) throw new Error(`${wouldMove} tickets to move, not ${tickets}`);
  const applied = await follow({}, ({ state }) => state === 'done');
  const { moved } = applied.progress;
  if (moved !== tickets) throw new Error(`${moved} tickets were moved, not ${tickets}`);
  const count = tickets.toLocaleString('en');
  const rate = (name: string, label: string, seconds: number) =>
    result(name, label, 'tickets/s', rounded(tickets / seconds, 0));
  const list = (name: string, label: string, answers: readonly number[]) =>
    result(name, label, 'ms', rounded(median(answers), 1), {
      p50: rounded(median(answers), 2),
      p95: rounded(answers[Math.floor(answers.length * 0.95)]!, 2),
    });
  return [
    rate('sla_apply', `apply a version to ${count} open tickets`, applied.seconds),
    list('sla_apply_list', 'list of tickets meanwhile', applied.answers),
    rate('sla_apply_dry_run', `try that version on ${count} open tickets`, tried.seconds),
    list('sla_apply_dry_run_list', 'list of tickets meanwhile', tried.answers),
  ];
}
