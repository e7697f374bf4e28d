import type { Servers } from '../database.js';
import { GOAL, type Scenario } from '../scenarios.js';
import { cpuOf, cpuOfFamily } from './cpu.js';
import { load, type LoadResult, median } from './load.js';
import type { Measured } from './processes.js';
import type { Stage } from './stage.js';

/** One line of the benchmark, as it stands in the JSON. */
export interface Result {
  name: string;
  unit: string;
  value: number;
  /** The same measure of the floor; null where there is none. */
  floor: number | null;
  ratio: number | null;
  goal: number | null;
  /** Processor time a request, application and database together; null where it cannot be told. */
  cpu_ms: number | null;
}

/** A result with what the table tells besides. */
export interface Compared extends Result {
  label: string;
  cpuGoal: number | null;
  floorCpuMs: number | null;
  /** The application's own part of its `cpu_ms`. */
  appCpuMs: number | null;
  p50: number;
  p95: number;
  roundTrips: number;
}

/** A result that has no floor to be compared with, but for what is given. */
export const line = (
  result: Pick<Compared, 'name' | 'label' | 'unit' | 'value'> & Partial<Compared>,
): Compared => ({
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

interface Round extends LoadResult {
  cpuMs: number | undefined;
  ownCpuMs: number | undefined;
}

export interface Effort {
  seconds: number;
  rounds: number;
  concurrency: number;
}

/** Application and floor in turns, so that what else the machine does meets both; medians of the rounds. */
export async function compare(
  stage: Stage,
  servers: Servers,
  scenario: Scenario,
  effort: Effort,
): Promise<Compared> {
  const shots = stage.shots(scenario);
  const one = (of: 'application' | 'floor', seconds: number) =>
    measure(stage[of], servers, {
      url: stage[of].url,
      token: stage.token,
      seconds,
      concurrency: effort.concurrency,
      next: shots[of],
    });
  // Connections prepare their statements, the compiler sees what is hot.
  await one('application', Math.max(1.5, effort.seconds));
  await one('floor', Math.max(1.5, effort.seconds));
  const application: Round[] = [];
  const floor: Round[] = [];
  for (let i = 0; i < effort.rounds; i += 1) {
    application.push(await one('application', effort.seconds));
    floor.push(await one('floor', effort.seconds));
  }
  const over = (rounds: readonly Round[], of: (round: Round) => number) => median(rounds.map(of));
  const value = over(application, (round) => round.perSecond);
  const least = over(floor, (round) => round.perSecond);
  return {
    name: scenario.name,
    label: scenario.label,
    unit: 'requests/s',
    value: rounded(value, 1),
    floor: rounded(least, 1),
    ratio: rounded(median(application.map((round, i) => round.perSecond / floor[i]!.perSecond)), 3),
    goal: GOAL[scenario.kind],
    cpu_ms: middle(application, (round) => round.cpuMs),
    floorCpuMs: middle(floor, (round) => round.cpuMs),
    appCpuMs: middle(application, (round) => round.ownCpuMs),
    cpuGoal: scenario.cpuGoal ?? null,
    p50: rounded(
      over(application, (round) => round.p50),
      2,
    ),
    p95: rounded(
      over(application, (round) => round.p95),
      2,
    ),
    roundTrips: stage.roundTrips.get(scenario.name) ?? 0,
  };
}

async function measure(
  server: Measured,
  { postgres }: Servers,
  options: Parameters<typeof load>[0],
): Promise<Round> {
  const [own, database] = [cpuOf(server.pid), cpuOfFamily(postgres.pid)];
  const result = await load(options);
  const [ownAfter, databaseAfter] = [cpuOf(server.pid), cpuOfFamily(postgres.pid)];
  if (own === undefined || ownAfter === undefined || database === undefined || databaseAfter === undefined) {
    return { ...result, cpuMs: undefined, ownCpuMs: undefined };
  }
  return {
    ...result,
    cpuMs: (ownAfter - own + databaseAfter - database) / result.requests,
    ownCpuMs: (ownAfter - own) / result.requests,
  };
}

function middle(rounds: readonly Round[], of: (round: Round) => number | undefined): number | null {
  const values = rounds.map(of).filter((value) => value !== undefined);
  return values.length === 0 ? null : rounded(median(values), 3);
}

export const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
