import { labelRole } from './header-labels.js';

const MAX_LINES = 16;
const MAX_DATE_BELOW = 2;
const DATE = /\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b/;

/** An address, or a name as Notes writes it: `Ana Lopez/Sales/ACME`. */
const SENDER = /@|\p{L}\/\p{Lu}/u;

/**
 * Number of lines of the head that Notes writes above a quoted mail: who and when, then each label on a line of its
 * own with its value below ("To", "Ana", "cc", "Subject", "Invoice"); 0 where there is none.
 */
export function notesHeaderLength(lines: readonly string[], start: number): number {
  const first = lines[start]!;
  if (first.length > 200 || !(DATE.test(first) || SENDER.test(first))) return 0;
  let dated = DATE.test(first);
  let addressed = false;
  for (let i = start + 1; i < lines.length && i - start < MAX_LINES; i++) {
    const role = labelRole(lines[i]!);
    if (role === null) {
      if (i - start <= MAX_DATE_BELOW) dated ||= DATE.test(lines[i]!);
      else if (!dated && !addressed) return 0;
      continue;
    }
    if (!dated) return 0;
    if (role === 'to') addressed = true;
    if (role === 'subject') return addressed ? Math.min(i + 2, lines.length) - start : 0;
  }
  return 0;
}
