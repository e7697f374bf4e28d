import { type LineMark } from '../text/html-to-text.js';
import { type ReplySegment, type SplitReply } from '../types.js';
import { findRegions, type Region } from './regions.js';
import { findArmour, findSignature } from './signature.js';
import { isDeviceLine } from './signature-lines.js';

export interface SplitHints {
  /** What the mail's HTML says of the lines of the text, one per line. */
  marks?: readonly LineMark[];
}

type Kind = ReplySegment['kind'];

const MAX_LINES = 50_000;

/**
 * Splits a mail's text into what its writer wrote and what came with it: quoted mails, their introductions, the
 * signature. Every character of the text is in one segment, so that whatever is folded can be unfolded. Answers
 * written between quoted lines are never folded; a mail that only passes another one on shows that one.
 */
export function splitReply(text: string, hints: SplitHints = {}): SplitReply {
  const lines = text.split('\n');
  if (lines.length > MAX_LINES) return whole(text);
  const kinds = classifyLines(lines, hints.marks ?? []);
  const interleaved = unfoldInterleaved(lines, kinds);
  showSomething(lines, kinds);
  return assemble(lines, kinds, interleaved);
}

function whole(text: string): SplitReply {
  return {
    reply: text.trim(),
    quoted: '',
    signature: '',
    segments: [{ kind: 'reply', text }],
    interleaved: false,
  };
}

function classifyLines(lines: readonly string[], marks: readonly LineMark[]): Kind[] {
  const kinds: Kind[] = lines.map(() => 'reply');
  const fill = (region: Region, kind: Kind): void => void kinds.fill(kind, region.start, region.end);
  for (const region of findRegions(lines, marks)) {
    fill(region, region.forward ? 'forwarded' : 'quote');
    if (region.headerEnd > region.start) kinds.fill('header', region.start, region.headerEnd);
  }
  for (const region of findArmour(lines)) fill(region, 'signature');
  for (const region of findSignature(lines, kinds, marks)) fill(region, 'signature');
  return kinds;
}

const isOwn = (kind: Kind): boolean => kind === 'reply';

/** Runs of lines of one's own that hold a text. */
function ownRuns(lines: readonly string[], kinds: readonly Kind[]): Region[] {
  const runs: Region[] = [];
  let start = -1;
  for (let i = 0; i <= lines.length; i++) {
    const own = i < lines.length && isOwn(kinds[i]!);
    if (own && start === -1) start = i;
    if (!own && start !== -1) {
      if (lines.slice(start, i).some((line) => line.trim() !== ''))
        runs.push({ start, end: i, headerEnd: start, forward: false });
      start = -1;
    }
  }
  return runs;
}

/**
 * Own lines with quotes before and behind them answer those quotes: from the first such quote to the last answer all
 * stays in view, for an answer without its question means nothing. What introduces the first quote does too.
 */
function unfoldInterleaved(lines: readonly string[], kinds: Kind[]): boolean {
  const runs = ownRuns(lines, kinds);
  const marked = (kind: Kind, at: number): boolean => kind === 'quote' && isMarked(lines[at]!);
  const firstQuote = kinds.findIndex(marked);
  const lastQuote = kinds.findLastIndex(marked);
  const answers = runs.filter((run) => firstQuote !== -1 && firstQuote < run.start && lastQuote >= run.end);
  if (answers.length === 0) return false;
  const last = runs.at(-1)!;
  let first = answers[0]!.start;
  while (first > 0 && isQuoteKind(kinds[first - 1]!)) first--;
  for (let i = first; i < last.end; i++) if (isQuoteKind(kinds[i]!)) kinds[i] = 'reply';
  return true;
}

const isQuoteKind = (kind: Kind): boolean => kind === 'quote' || kind === 'header';

function isMarked(line: string): boolean {
  return /^\s*>/.test(line);
}

/** Where nothing of the writer's own is left, what they passed on is what they have to say. */
function showSomething(lines: readonly string[], kinds: Kind[]): void {
  if (lines.some((line, at) => isOwn(kinds[at]!) && line.trim() !== '')) return;
  const forwarded = kinds.includes('forwarded');
  const quoted = kinds.includes('quote');
  kinds.forEach((kind, at) => {
    if (kind === 'forwarded' || (!forwarded && kind === 'quote' && !isMarked(lines[at]!)))
      kinds[at] = 'reply';
    // Nothing but what looks like a signature: a text that begins with dashes.
    else if (kind === 'signature' && !forwarded && !quoted && !isDeviceLine(lines[at]!)) kinds[at] = 'reply';
  });
}

function assemble(lines: readonly string[], kinds: readonly Kind[], interleaved: boolean): SplitReply {
  const segments: ReplySegment[] = [];
  const parts: Record<'reply' | 'quoted' | 'signature', string[]> = { reply: [], quoted: [], signature: [] };
  let start = 0;
  for (let i = 1; i <= lines.length; i++) {
    if (i < lines.length && kinds[i] === kinds[start]) continue;
    const text = lines.slice(start, i).join('\n') + (i < lines.length ? '\n' : '');
    const kind = kinds[start]!;
    segments.push({ kind, text });
    parts[kind === 'reply' ? 'reply' : kind === 'signature' ? 'signature' : 'quoted'].push(text);
    start = i;
  }
  return {
    reply: tidy(parts.reply.join('')),
    quoted: tidy(parts.quoted.join('')),
    signature: tidy(parts.signature.join('')),
    segments,
    interleaved,
  };
}

function tidy(text: string): string {
  return text.replace(/^(?:[ \t\u00a0]*\n)+/, '').trimEnd();
}
