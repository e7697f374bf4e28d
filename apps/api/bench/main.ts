import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { startServers } from './database.js';
import { compare, type Compared, type Result } from './measure/compare.js';
import { setUp } from './measure/stage.js';
import { type Options, readOptions } from './options.js';
import { table } from './report/table.js';
import { SCENARIOS } from './scenarios.js';

const say = (line: string) => process.stderr.write(`${line}\n`);

async function main(options: Options): Promise<void> {
  const servers = await startServers(resolve(process.env.DATA_DIR ?? '.data', 'bench'));
  try {
    const wanted = SCENARIOS.filter(({ name }) => options.only?.includes(name) ?? true);
    const results = await compareAll(servers, wanted, options);
    process.stdout.write(`${table(results)}\n`);
    if (options.json !== undefined) writeFileSync(options.json, json(results));
  } finally {
    await servers.stop();
  }
}

async function compareAll(
  servers: Awaited<ReturnType<typeof startServers>>,
  scenarios: typeof SCENARIOS,
  options: Options,
): Promise<Compared[]> {
  const { tickets, profileDir } = options;
  const stage = await setUp({ servers, tickets, scenarios, profileDir, say });
  const results: Compared[] = [];
  try {
    for (const scenario of scenarios) {
      say(scenario.label);
      results.push(await compare(stage, servers, scenario, options));
    }
    return results;
  } finally {
    await stage.stop();
  }
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
