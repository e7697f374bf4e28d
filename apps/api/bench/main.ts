import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Servers, startServers } from './database.js';
import { measureMail } from './mail/measure.js';
import { measureSmtpIntake } from './mail/smtp-intake.js';
import { measureAllocations } from './measure/allocations.js';
import { compare, type Compared, line, type Result, rounded } from './measure/compare.js';
import { residentMb } from './measure/cpu.js';
import { measureGrowth } from './measure/growth.js';
import { measureLive } from './measure/live.js';
import { measureLibraries } from './measure/libraries.js';
import { measureOverload } from './measure/overload.js';
import { setUp } from './measure/stage.js';
import { type Options, readOptions } from './options.js';
import { ratioChart } from './report/chart.js';
import { document, growthSection, type Report } from './report/document.js';
import { table } from './report/table.js';
import { SCENARIOS } from './scenarios.js';
import { measureSla } from './sla/measure.js';

/** What `--quick` measures on. */
const QUICK_TICKETS = 10_000;

const say = (line: string) => process.stderr.write(`${line}\n`);

async function main(options: Options): Promise<void> {
  const servers = await startServers(options.dataDir, [options.tickets, ...options.growth], say);
  try {
    const report = await measure(servers, options);
    process.stdout.write(`${table(report.results)}\n`);
    if (report.growth) process.stdout.write(`\n${growthSection(report.growth)}`);
    if (options.json !== undefined) writeFileSync(options.json, json(report.results));
    if (options.docs) {
      const docs = resolve(import.meta.dirname, '../../../../docs');
      writeFileSync(join(docs, 'benchmarks.md'), document(report));
      writeFileSync(join(docs, 'benchmarks-ratios.svg'), ratioChart(report.results));
    }
  } finally {
    await servers.stop();
  }
}

async function measure(servers: Servers, options: Options): Promise<Report> {
  const { tickets, only, profileDir } = options;
  const scenarios = SCENARIOS.filter(({ name }) => only?.includes(name) ?? true);
  const results: Compared[] = [];
  const stage = await setUp({ servers, tickets, scenarios, profileDir, say });
  let memoryMb: number | undefined;
  try {
    for (const scenario of scenarios) {
      say(scenario.label);
      results.push(await compare(stage, servers, scenario, options));
    }
    memoryMb = residentMb(stage.application.pid);
    results.push(...ofTheProcess(stage.application.startMs, memoryMb));
    if (only?.includes('live_500') ?? true) {
      say('live events');
      results.push(await measureLive(stage, options.seconds));
    }
    if (only?.includes('overload') ?? true) {
      say('overload');
      results.push(...(await measureOverload(stage, options.seconds)));
    }
  } finally {
    await stage.stop();
  }
  if (only?.includes('allocated') ?? true) {
    say('allocations');
    results.push(...(await measureAllocations(servers, tickets, say)));
  }
  if (only?.includes('mail_in') ?? true) {
    say('mail in');
    results.push(await measureMail(servers, tickets, options));
  }
  if (only?.includes('mail_smtp') ?? true) {
    say('mail in by SMTP');
    const mails = tickets <= QUICK_TICKETS ? 400 : 1_500;
    results.push(await measureSmtpIntake(servers, tickets, mails, profileDir, say));
  }
  if (only?.includes('sla') ?? true) {
    say('SLA');
    results.push(...(await measureSla(servers, tickets <= QUICK_TICKETS, options, say)));
  }
  if (only === undefined) {
    say('Libraries');
    results.push(...(await measureLibraries(options.seconds * 300)));
  }
  const growth =
    options.growth.length === 0 ? null : await measureGrowth(servers, options.growth, options.seconds, say);
  return { tickets, results, growth, memoryMb, startMs: stage.application.startMs };
}

const MOST_MB = 180;
const MOST_START_S = 3;

function ofTheProcess(startMs: number, memoryMb: number | undefined): Compared[] {
  return [
    line({
      name: 'start',
      label: `start until ready, database up (goal: at most ${MOST_START_S} s)`,
      unit: 's',
      value: rounded(startMs / 1_000, 2),
    }),
    ...(memoryMb === undefined
      ? []
      : [
          line({
            name: 'memory_api',
            label: `resident memory of the API after these (goal: at most ${MOST_MB} MB)`,
            unit: 'MB',
            value: rounded(memoryMb, 0),
          }),
        ]),
  ];
}

const json = (results: readonly Compared[]) =>
  JSON.stringify(
    {
      results: results.map(({ name, unit, value, floor, ratio, goal, cpu_ms }): Result => ({
        name,
        unit,
        value,
        floor,
        ratio,
        goal,
        cpu_ms,
      })),
    },
    null,
    2,
  );

const options = readOptions(process.argv.slice(2));
if (options !== 'help') await main(options);
