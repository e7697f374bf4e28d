import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { databaseAt, freshDatabase, type Servers } from '../database.js';
import type { Plan } from '../floor/plan.js';
import { type Compared, type Effort, rounded } from '../measure/compare.js';
import { cpuOf, cpuOfFamily } from '../measure/cpu.js';
import { median } from '../measure/load.js';
import { FLAGS, profiling } from '../measure/processes.js';
import { Recorder } from '../measure/recorder.js';
import { GOAL } from '../scenarios.js';
import { ACCOUNT, makeAccount } from './account.js';
import type { Done, Order } from './worker.js';

const WORKER = join(dirname(fileURLToPath(import.meta.url)), 'worker.js');
const CPU_GOAL = 3;
const MANY = 1_000_000;

/** Mails in, from their bytes to the committed ticket, against parse, store and commit alone. */
export async function measureMail(
  servers: Servers,
  tickets: number,
  effort: Effort & { profileDir: string | undefined },
): Promise<Compared> {
  const database = await freshDatabase(servers, tickets);
  const databaseUrl = databaseAt(servers.postgres.url, database);
  const senders = await makeAccount(databaseAt(servers.postgres.adminUrl, database));
  const { redisUrl } = servers;
  const application = { kind: 'application' as const, redisUrl, account: ACCOUNT, senders };
  const { plan, roundTrips } = await learn(databaseUrl, application);
  const app = new Worker(effort.profileDir);
  const floor = new Worker();
  try {
    await app.ask({ ...application, databaseUrl });
    await floor.ask({ kind: 'floor', databaseUrl, plan, senders });
    const round = (worker: Worker, seconds: number) => measure(worker, servers, seconds);
    await round(app, effort.seconds);
    await round(floor, effort.seconds);
    const ours: Round[] = [];
    const least: Round[] = [];
    for (let i = 0; i < effort.rounds; i += 1) {
      ours.push(await round(app, effort.seconds));
      least.push(await round(floor, effort.seconds));
    }
    const over = (rounds: readonly Round[], key: keyof Round, digits: number) =>
      rounded(median(rounds.map((one) => one[key])), digits);
    return {
      name: 'mail_in',
      label: 'mail in, 19 KB with a file',
      unit: 'requests/s',
      value: over(ours, 'perSecond', 1),
      floor: over(least, 'perSecond', 1),
      ratio: rounded(median(ours.map((one, i) => one.perSecond / least[i]!.perSecond)), 3),
      goal: GOAL.write,
      cpu_ms: over(ours, 'cpuMs', 3),
      appCpuMs: over(ours, 'ownCpuMs', 3),
      floorCpuMs: over(least, 'cpuMs', 3),
      cpuGoal: CPU_GOAL,
      p50: over(ours, 'p50', 2),
      p95: over(ours, 'p95', 2),
      roundTrips,
    };
  } finally {
    await app.stop();
    await floor.stop();
  }
}

async function learn(
  databaseUrl: string,
  application: Omit<Extract<Order, { kind: 'application' }>, 'databaseUrl'>,
): Promise<{ plan: Plan; roundTrips: number }> {
  const { recorder, url } = await Recorder.start(databaseUrl);
  const worker = new Worker();
  try {
    await worker.ask({ ...application, databaseUrl: url });
    await worker.ask({ kind: 'run', milliseconds: 60_000, most: 3 });
    const from = Date.now();
    let hashes: string[] = [];
    const { steps, roundTrips } = await recorder.record(async () => {
      ({ hashes } = await worker.ask({ kind: 'run', milliseconds: 60_000, most: 1 }));
    });
    const plan: Plan = { shape: 'ticket', steps, target: '', from, until: Date.now(), hashes };
    return { plan, roundTrips };
  } finally {
    await worker.stop();
    await recorder.stop();
  }
}

interface Round {
  perSecond: number;
  p50: number;
  p95: number;
  cpuMs: number;
  ownCpuMs: number;
}

async function measure(worker: Worker, { postgres }: Servers, seconds: number): Promise<Round> {
  const cpu = () => [cpuOf(worker.pid) ?? Number.NaN, cpuOfFamily(postgres.pid) ?? Number.NaN] as const;
  const [own, database] = cpu();
  const begun = performance.now();
  const { times } = await worker.ask({ kind: 'run', milliseconds: seconds * 1_000, most: MANY });
  const took = performance.now() - begun;
  const [ownAfter, databaseAfter] = cpu();
  times.sort((a, b) => a - b);
  return {
    perSecond: (times.length * 1_000) / took,
    p50: times[Math.floor(times.length * 0.5)]!,
    p95: times[Math.floor(times.length * 0.95)]!,
    cpuMs: (ownAfter - own + databaseAfter - database) / times.length,
    ownCpuMs: (ownAfter - own) / times.length,
  };
}

class Worker {
  readonly #child: ChildProcess;

  constructor(profileDir?: string) {
    const given = process.execArgv.filter((argument) => argument !== '--expose-gc');
    this.#child = fork(WORKER, [], {
      execArgv: [...given, ...FLAGS, ...profiling(profileDir)],
      env: { PATH: process.env.PATH, NODE_ENV: 'production' },
    });
  }

  get pid(): number {
    return this.#child.pid!;
  }

  ask(order: Order): Promise<Done> {
    return new Promise((resolve, reject) => {
      const ended = () => reject(new Error('The mail worker ended'));
      this.#child.once('exit', ended);
      this.#child.once('message', (done: Done) => {
        this.#child.off('exit', ended);
        resolve(done);
      });
      this.#child.send(order);
    });
  }

  /** It ends by itself once nobody asks any more. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}
