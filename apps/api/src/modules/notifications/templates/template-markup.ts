import { onlyMark, splitMarks, type Values } from './template-language.js';

/** A piece of a line. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'strong'; inlines: Inline[] }
  | { kind: 'link'; label: Inline[]; url: string }
  | { kind: 'break' };

/** A piece of a mail. */
export type Block =
  | { kind: 'heading'; inlines: Inline[] }
  | { kind: 'paragraph'; inlines: Inline[] }
  | { kind: 'list'; items: Inline[][] }
  /** A link that stands alone. */
  | { kind: 'button'; label: Inline[]; url: string }
  /** What a person wrote. */
  | { kind: 'message' };

export const MESSAGE = 'message';

const BUTTON = /^\[([^\]\n]+)\]\(([^()\s]+)\)$/;
const INLINE = /\*\*(\S(?:[^\n]*?\S)?)\*\*|\[([^\]\n]+)\]\(([^()\s]+)\)|\n/g;

/**
 * Reads a marked text: blank lines part its blocks; `# heading`, `- item`, `**strong**`, `[label](address)`. A link
 * that stands alone is a button, and one whose address is an empty value is left out.
 */
export function readMarkup(marked: string, values: Values): Block[] {
  return marked
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+$/gm, '')
    .split(/\n{2,}/)
    .map((chunk) => chunk.replace(/^\n+|\n+$/g, ''))
    .filter((chunk) => chunk !== '')
    .flatMap((chunk) => blockOf(chunk, values));
}

function blockOf(chunk: string, values: Values): Block[] {
  if (onlyMark(chunk) === MESSAGE) return values[MESSAGE] ? [{ kind: 'message' }] : [];
  const button = BUTTON.exec(chunk);
  if (button) {
    const url = urlOf(button[2]!, values);
    return url === '' ? [] : [{ kind: 'button', label: inlinesOf(button[1]!, values), url }];
  }
  const heading = /^# ([^\n]+)$/.exec(chunk);
  if (heading) return [{ kind: 'heading', inlines: inlinesOf(heading[1]!, values) }];
  const lines = chunk.split('\n');
  if (lines.every((line) => line.startsWith('- '))) {
    return [{ kind: 'list', items: lines.map((line) => inlinesOf(line.slice(2), values)) }];
  }
  const inlines = inlinesOf(chunk, values);
  return inlines.some((inline) => inline.kind !== 'break') ? [{ kind: 'paragraph', inlines }] : [];
}

function inlinesOf(text: string, values: Values): Inline[] {
  const found: Inline[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    found.push(...plain(text.slice(at, match.index), values));
    at = match.index + match[0].length;
    const [, strong, label, target] = match;
    if (strong !== undefined) found.push({ kind: 'strong', inlines: inlinesOf(strong, values) });
    else if (label === undefined) found.push({ kind: 'break' });
    else found.push(...linkOf(label, target!, values));
  }
  found.push(...plain(text.slice(at), values));
  return found;
}

function linkOf(label: string, target: string, values: Values): Inline[] {
  const url = urlOf(target, values);
  const inlines = plain(label, values);
  return url === '' ? inlines : [{ kind: 'link', label: inlines, url }];
}

/** Values come in here as text and as nothing else: their line ends become breaks, the rest stays what it is. */
function plain(text: string, values: Values): Inline[] {
  return splitMarks(text).flatMap((part): Inline[] => {
    if ('text' in part) return [{ kind: 'text', text: part.text }];
    const lines = (values[part.name] ?? '').split(/\r?\n/);
    return lines.flatMap((line, index): Inline[] => [
      ...(index > 0 ? [{ kind: 'break' } as const] : []),
      ...(line === '' ? [] : [{ kind: 'text', text: line } as const]),
    ]);
  });
}

function urlOf(target: string, values: Values): string {
  const name = onlyMark(target);
  return name === null ? target : (values[name] ?? '');
}

/** The addresses of the links of a marked text, as they stand there. */
export const targetsOf = (marked: string): string[] =>
  [...marked.matchAll(/\[[^\]\n]+\]\(([^()\s]+)\)/g)].map((match) => match[1]!);
