import { readFileSync } from 'node:fs';
import { ACTORS, type Actor } from './world.js';

const FILE = new URL('../../../../../docs/access-matrix.md', import.meta.url);

/** What the table says: by route and actor, `ok` or the status of the refusal. */
export type Row = Record<Actor, string>;

/** Reads the table of docs/access-matrix.md. @throws Error where its columns are not the actors of the test */
export function readTable(): Map<string, Row> {
  const lines = readFileSync(FILE, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const [head = [], , ...rows] = lines;
  if (head.slice(1).join('|') !== ACTORS.join('|')) {
    throw new Error(`The columns of the table are not: ${ACTORS.join(', ')}`);
  }
  return new Map(
    rows.map(([route = '', ...cells]) => [
      route.replaceAll('`', ''),
      Object.fromEntries(ACTORS.map((actor, index) => [actor, cells[index] ?? ''])) as Row,
    ]),
  );
}

/** A row as the file has it, to be put there once a person has read it. */
export const asLine = (route: string, row: Row) =>
  `| \`${route}\` | ${ACTORS.map((actor) => row[actor]).join(' | ')} |`;
