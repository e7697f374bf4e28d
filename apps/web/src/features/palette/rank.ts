import { plainText } from '../../lib/plain-text.js';

/** How well a label answers what was typed: whole words first, then beginnings of words, then anywhere. */
function score(label: string, wanted: string): number {
  const text = plainText(label);
  if (text.startsWith(wanted)) return 3;
  if (text.split(/\s+/).some((word) => word.startsWith(wanted))) return 2;
  if (text.includes(wanted)) return 1;
  return 0;
}

/** The items that answer `text`, best first; all of them, in their order, where nothing is typed. */
export function rank<Item>(items: readonly Item[], text: string, labelOf: (item: Item) => string): Item[] {
  const wanted = plainText(text.trim());
  if (!wanted) return [...items];
  return items
    .map((item) => ({ item, points: score(labelOf(item), wanted) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points)
    .map(({ item }) => item);
}
