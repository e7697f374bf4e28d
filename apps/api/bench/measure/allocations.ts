import type { Servers } from '../database.js';
import { SCENARIOS } from '../scenarios.js';
import { type Compared, line, rounded } from './compare.js';
import { setUp } from './stage.js';

/** The routes that people wait for all day. */
const HOT = ['list', 'search_number', 'detail_20', 'counts_20', 'create', 'reply', 'patch'];
const REQUESTS = 200;
const KIB = 1_024;

/** What the application allocates for one request of each hot route: a figure that the noise of the machine leaves alone. */
export async function measureAllocations(
  servers: Servers,
  tickets: number,
  say: (line: string) => void,
): Promise<Compared[]> {
  const scenarios = SCENARIOS.filter(({ name }) => HOT.includes(name));
  const stage = await setUp({ servers, tickets, scenarios, probesAllocations: true, say });
  const { url, allocated } = stage.application;
  try {
    const results: Compared[] = [];
    for (const scenario of scenarios) {
      const next = stage.shots(scenario).application;
      const ask = async (times: number) => {
        for (let i = 0; i < times; i += 1) await stage.send(url, next());
        return allocated!();
      };
      // The first ones compile code and fill caches.
      await ask(REQUESTS);
      const value = rounded((await ask(REQUESTS)) / REQUESTS / KIB, 0);
      const label = `allocated for one request: ${scenario.label}`;
      results.push(line({ name: `allocated_${scenario.name}`, label, unit: 'KB', value }));
    }
    return results;
  } finally {
    await stage.stop();
  }
}
