import type { Servers } from '../database.js';
import { SCENARIOS } from '../scenarios.js';
import { rounded } from './compare.js';
import { load } from './load.js';
import { setUp } from './stage.js';

/** The 95th percentile of each read, in milliseconds, by the number of tickets. */
export interface Growth {
  sizes: number[];
  rows: { label: string; p95: number[] }[];
}

const CONCURRENCY = 16;

/** How answers slow down as a tenant grows: every read at sixteen at a time, on data of each size. */
export async function measureGrowth(
  servers: Servers,
  sizes: readonly number[],
  seconds: number,
  say: (line: string) => void,
): Promise<Growth> {
  const reads = SCENARIOS.filter(({ kind }) => kind === 'read');
  const rows = reads.map(({ label }) => ({ label, p95: [] as number[] }));
  for (const tickets of sizes) {
    say(`Growth: ${tickets.toLocaleString('en')} tickets`);
    const stage = await setUp({ servers, tickets, scenarios: reads, isReadOnly: true, say });
    try {
      for (const [i, scenario] of reads.entries()) {
        const { url } = stage.application;
        const options = { url, token: stage.token, concurrency: CONCURRENCY };
        const next = stage.shots(scenario).application;
        await load({ ...options, seconds: 1, next });
        // What was still under way when that ended is served to nobody, and must not stand in line with what is measured.
        await new Promise((done) => setTimeout(done, 500));
        const { p95 } = await load({ ...options, seconds, next });
        rows[i]!.p95.push(rounded(p95, 1));
      }
    } finally {
      await stage.stop();
    }
  }
  return { sizes: [...sizes], rows };
}
