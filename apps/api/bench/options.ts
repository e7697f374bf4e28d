import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface Options {
  tickets: number;
  /** Sizes of the growth table; empty: none. */
  growth: number[];
  seconds: number;
  rounds: number;
  concurrency: number;
  json: string | undefined;
  only: string[] | undefined;
  docs: boolean;
  /** Where the benchmark's own servers keep their data. */
  dataDir: string;
  profileDir: string | undefined;
}

const HELP = `npm run bench -- [options]
  --quick           10,000 tickets and short rounds, within two minutes
  --tickets N       measure on N tickets (100,000)
  --growth N,N      sizes of the growth table (10000,100000; none with --quick)
  --only NAME,NAME  these measures only
  --data FOLDER     where made data are kept for the next time ($DATA_DIR/bench)
  --json FILE       write the results as JSON
  --docs            write docs/benchmarks.md
  --seconds N       length of a round (3; 1 with --quick)
  --profile FOLDER  leave processor profiles of the application
`;

/** @throws Error with one line for what was not understood */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    options: {
      quick: { type: 'boolean', default: false },
      tickets: { type: 'string' },
      growth: { type: 'string' },
      only: { type: 'string' },
      data: { type: 'string' },
      json: { type: 'string' },
      docs: { type: 'boolean', default: false },
      seconds: { type: 'string' },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 'help';
  }
  const { quick } = values;
  const sizes = values.growth ?? (quick || values.only !== undefined ? '' : '10000,100000');
  return {
    tickets: size(values.tickets ?? (quick ? '10000' : '100000')),
    growth: sizes === '' ? [] : sizes.split(',').map(size),
    seconds: values.seconds === undefined ? (quick ? 1 : 3) : length(values.seconds),
    rounds: quick ? 2 : 3,
    concurrency: 8,
    json: values.json,
    only: values.only?.split(','),
    docs: values.docs,
    dataDir: resolve(values.data ?? join(process.env.DATA_DIR ?? '.data', 'bench')),
    profileDir: values.profile,
  };
}

function length(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new Error(`${text}: a number of seconds from 1 to 99`);
  return Number(text);
}

function size(text: string): number {
  if (!/^\d{3,7}$/.test(text)) throw new Error(`${text}: a number of tickets from 100 to 9999999`);
  return Number(text);
}
