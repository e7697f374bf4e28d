// Measures the arithmetic of the built library: `node bench/calendar.mjs` after `pnpm build`.
// One line for each case: operations per second, the best of five rounds of a second at most.
import { addBusinessTime, businessMinutesBetween } from '../dist/index.js';

const office = {
  timezone: 'Europe/Madrid',
  weekly: [1, 2, 3, 4, 5].flatMap((weekday) => [
    { weekday, from: '09:00', to: '14:00' },
    { weekday, from: '15:00', to: '19:00' },
  ]),
  holidays: [
    '2026-01-01',
    '2026-01-06',
    '2026-04-03',
    '2026-05-01',
    '2026-10-12',
    '2026-12-08',
    '2026-12-25',
  ],
};
const WEEK_OF_WORK = 5 * 9 * 60;
const DAY_MS = 86_400_000;
const starts = Array.from({ length: 4_096 }, (_, i) =>
  new Date(Date.UTC(2026, 0, 1) + ((i * 7_919_777) % (365 * DAY_MS))).toISOString(),
);
const ends = starts.map((start) => new Date(Date.parse(start) + 7 * DAY_MS).toISOString());

const cases = {
  'addBusinessTime, a week, the same calendar': (i) => addBusinessTime(office, starts[i], WEEK_OF_WORK),
  'addBusinessTime, a week, a fresh but equal calendar': (i) =>
    addBusinessTime({ ...office }, starts[i], WEEK_OF_WORK),
  'addBusinessTime, a week, around the clock': (i) => addBusinessTime(null, starts[i], 7 * 1440),
  'businessMinutesBetween, a week': (i) => businessMinutesBetween(office, starts[i], ends[i]),
  'addBusinessTime, ten years': (i) => addBusinessTime(office, starts[i], 520 * WEEK_OF_WORK),
};

function round(run) {
  const started = performance.now();
  let done = 0;
  while (performance.now() - started < 300) for (let i = 0; i < 256; i++) run(done++ % starts.length);
  return (done * 1_000) / (performance.now() - started);
}

for (const [name, run] of Object.entries(cases)) {
  const rates = Array.from({ length: 5 }, () => round(run));
  process.stdout.write(
    `${Math.round(Math.max(...rates))
      .toLocaleString('en')
      .padStart(12)}/s  ${name}\n`,
  );
}
