import type { Compared } from '../measure/compare.js';

const ROW = 26;
const LEFT = 210;
const WIDTH = 760;
const BAR = WIDTH - LEFT - 70;

const escape = (text: string) => text.replace(/[<&>"]/g, (found) => `&#${found.charCodeAt(0)};`);

/** Bars of requests per second as a share of the floor, with a mark where the goal is. */
export function ratioChart(results: readonly Compared[]): string {
  const shown = results.filter(({ ratio, goal }) => ratio !== null && goal !== null);
  const scale = (ratio: number) => Math.round(Math.min(1.2, ratio) * (BAR / 1.2));
  const rows = shown.map(({ label, ratio, goal }, i) => {
    const y = 34 + i * ROW;
    const reached = ratio! >= goal!;
    return `<text x="${LEFT - 10}" y="${y + 14}" text-anchor="end">${escape(label)}</text>
<rect x="${LEFT}" y="${y}" width="${scale(ratio!)}" height="18" rx="3" fill="${reached ? '#2f7d5b' : '#b3632d'}"/>
<text x="${LEFT + scale(ratio!) + 6}" y="${y + 14}">${ratio!.toFixed(2)}</text>
<line x1="${LEFT + scale(goal!)}" x2="${LEFT + scale(goal!)}" y1="${y - 2}" y2="${y + 20}" stroke="#333" stroke-width="2"/>`;
  });
  const height = 44 + shown.length * ROW;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13">
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
<text x="${LEFT}" y="20">requests per second as a share of the floor; the line is the goal</text>
${rows.join('\n')}
</svg>
`;
}
