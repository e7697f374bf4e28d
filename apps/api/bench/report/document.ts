import { execFileSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import type { Growth } from '../measure/growth.js';
import type { Compared } from '../measure/compare.js';
import { cellsOf, TITLES } from './table.js';

export interface Report {
  tickets: number;
  results: readonly Compared[];
  growth: Growth | null;
  /** Resident memory of the API after all of it, in MiB, and its start until ready, in milliseconds. */
  memoryMb: number | undefined;
  startMs: number;
}

/** Measured with the same client on one machine of two cores: processor ms a request, at 100,000 tickets. */
const PEERS: [ours: string, peers: [rt: string, osticket: string, freescout: string]][] = [
  ['create', ['183', '46', '–']],
  ['list', ['171 (API), 716 (page)', '2467 (page)', '135 (page)']],
  ['search_two_words', ['236 (subject only)', '5.1 s one request', '7.4 s one request']],
  ['detail_10', ['29 (API), 201 (page)', '41 (page)', '256 (page)']],
  ['mail_in', ['205', '49', 'about 140']],
];

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const table = (titles: readonly string[], rows: readonly (readonly string[])[]) =>
  [row(titles), row(titles.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(row)].join('\n');

/** docs/benchmarks.md */
export function document(report: Report): string {
  const { tickets, results, growth } = report;
  return `# Benchmarks

Written by \`npm run bench -- --docs\`; do not edit by hand.

${about(report)}

Each measure runs in turns against the application (built, \`PROCESS_ROLE=api\`, in a process of its own) and against
its floor: a bare node:http server that checks the same token and runs the very statements that the application was
seen to send for this request, transaction and tenant setting included, through \`pg\`, and answers JSON of the same
shape. For mail the floor parses, writes a file that is synced, and runs the recorded statements. Row-level security is
on for both. The client shares the machine. CPU is processor time of application and database for one request; the ratio is the median of rounds, so that what else the machine does meets both sides.

Overload is asked from processes of their own by a client that writes one request again and again over 400 connections
and of an answer reads only its status and its end: ten times the rate that was served before, paced, for a small part
of a core, which is told. Served are all requests of both tenants; what a refusal costs is the application's processor
time beyond that of those served. The other tenant asks fifty times a second, however fast it is answered.

## ${tickets.toLocaleString('en')} tickets, 8 at a time

${table(TITLES, results.map(cellsOf))}

![Share of the floor](benchmarks-ratios.svg)

${growth ? growthSection(growth) : ''}## Beside others

Processor time in ms for one request at 100,000 tickets, application and database, without the client (for others:
and web server). Others were measured in November 2026 on one machine of two cores with their Debian or release
packages; ours is the table above.

${table(['request', 'NoxDesk', 'RT 5.0.3', 'osTicket 1.18', 'FreeScout 1.8.145'], besideOthers(results))}

## Where a goal is not reached

${missed(results)}
`;
}

function about({ memoryMb, startMs }: Report): string {
  const commit = git('rev-parse', '--short', 'HEAD');
  const [cpu] = cpus();
  const memory =
    memoryMb === undefined ? '' : ` Resident memory of the API afterwards: ${Math.round(memoryMb)} MB.`;
  return `${new Date().toISOString().slice(0, 10)}, commit ${commit}, Node ${process.versions.node}, ${cpus().length} cores \
(${cpu?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}. Start until ready, \
database up: ${(startMs / 1_000).toFixed(1)} s.${memory} Load average at the end: ${loadavg()[1]!.toFixed(1)}; \
on a machine that does other work at the same time, times and processor times are too high and ratios uncertain.`;
}

function git(...args: string[]): string {
  try {
    return execFileSync('git', args, { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

/** How the answers slow down, as a section of the document. */
export function growthSection({ sizes, rows }: Growth): string {
  const titles = ['95th percentile, ms', ...sizes.map((size) => size.toLocaleString('en')), 'growth'];
  const cells = rows.map(({ label, p95 }) => [
    label,
    ...p95.map((value) => value.toFixed(1)),
    `${(p95.at(-1)! / p95[0]!).toFixed(2)} ×`,
  ]);
  return `## As a tenant grows

Sixteen at a time; a second tenant of the same size is in the same database.

${table(titles, cells)}

`;
}

const besideOthers = (results: readonly Compared[]) =>
  PEERS.flatMap(([name, peers]) => {
    const ours = results.find((result) => result.name === name);
    if (!ours || ours.cpu_ms === null) return [];
    return [[ours.label, ours.cpu_ms.toFixed(2), ...peers]];
  });

/** What the bench knows of where the time goes: the floor's part, the application's own and the database's. */
function missed(results: readonly Compared[]): string {
  const lines = results.flatMap((result) => {
    const { label, ratio, goal, cpu_ms: cpu, cpuGoal, appCpuMs, floorCpuMs } = result;
    const slow = ratio !== null && goal !== null && ratio < goal;
    const dear = cpu !== null && cpuGoal !== null && cpu > cpuGoal;
    if (!slow && !dear) return [];
    const parts = [
      ...(slow ? [`${ratio.toFixed(2)} of the floor, goal ${goal}`] : []),
      ...(dear ? [`${cpu.toFixed(2)} ms CPU, goal ${cpuGoal}`] : []),
      ...(cpu !== null && appCpuMs !== null
        ? [
            `of its CPU ${appCpuMs.toFixed(2)} ms in the application, ${(cpu - appCpuMs).toFixed(2)} ms in the database`,
          ]
        : []),
      ...(floorCpuMs !== null ? [`the floor takes ${floorCpuMs.toFixed(2)} ms`] : []),
    ];
    return [`- ${label}: ${parts.join('; ')}.`];
  });
  return lines.length === 0 ? 'Every goal of the table is reached.' : lines.join('\n');
}
