import { type LineMark } from '../text/html-to-text.js';
import { attributionLength, isWeakAttribution } from './attribution.js';
import { headerBlockLength } from './header-lines.js';
import { notesHeaderLength } from './notes-header.js';
import { isRule, separatorOf } from './separators.js';

/** Lines `start`..`end` of a quoted or forwarded mail; up to `headerEnd` they introduce it. */
export interface Region {
  start: number;
  end: number;
  headerEnd: number;
  forward: boolean;
}

interface Opening {
  /** Behind the introduction. */
  end: number;
  forward: boolean;
}

/** Quoted and forwarded mails within a text, in order, not overlapping. */
export function findRegions(lines: readonly string[], marks: readonly LineMark[]): Region[] {
  const regions: Region[] = [];
  let i = 0;
  while (i < lines.length) {
    if (isBlank(lines[i]!)) {
      i++;
      continue;
    }
    const opening = isQuoted(lines[i]!) ? quotedOpening(lines, i) : openingAt(lines, i);
    if (opening) {
      const region = regionOf(lines, i, opening);
      regions.push(region);
      i = region.end;
    } else if (isQuoted(lines[i]!)) {
      const end = quotedRunEnd(lines, i);
      const start = introductionAbove(lines, i, regions.at(-1)?.end ?? 0);
      regions.push({ start, end, headerEnd: i, forward: false });
      i = end;
    } else if (marks[i] === 'quote') {
      const end = markedRunEnd(marks, i);
      regions.push({ start: i, end, headerEnd: i, forward: false });
      i = end;
    } else i++;
  }
  return regions;
}

function isBlank(line: string): boolean {
  return line.trim() === '' || /^[\u00a0\u200b\ufeff\s]+$/.test(line);
}

export function isQuoted(line: string): boolean {
  return /^\s{0,3}>/.test(line) && !/^>{1,3}\s?From /.test(line);
}

function isQuotedBlank(line: string): boolean {
  return /^[\s>|]*$/.test(line);
}

/** What may introduce a quoted mail at line `at`: "… wrote:", a separator, a header block. */
function openingAt(lines: readonly string[], at: number): Opening | null {
  const attribution = attributionLength(lines, at);
  if (attribution > 0) return { end: at + attribution, forward: false };
  const separator = separatorOf(lines[at]!);
  if (separator) {
    const header = headerBelow(lines, at + 1);
    // "---- message ----" alone is a heading of the writer's, unless a mail follows.
    return { end: header ?? at + 1, forward: separator === 'forward' };
  }
  if (isRule(lines[at]!)) {
    const header = headerBelow(lines, at + 1);
    if (header !== null) return { end: header, forward: false };
    const below = nextText(lines, at + 1);
    const length = below < lines.length && below - at <= 3 ? attributionLength(lines, below) : 0;
    return length > 0 ? { end: below + length, forward: false } : null;
  }
  const header = headerBlockLength(lines, at, false) || notesHeaderLength(lines, at);
  return header > 0 ? { end: at + header, forward: false } : null;
}

/** The line right above a quote, where it introduces it. */
function introductionAbove(lines: readonly string[], quote: number, floor: number): number {
  let i = quote - 1;
  while (i >= floor && quote - i <= 2 && isBlank(lines[i]!)) i--;
  return i >= floor && !isBlank(lines[i]!) && isWeakAttribution(lines[i]!) ? i : quote;
}

/** A forwarded mail may stand wholly behind '>' marks. */
function quotedOpening(lines: readonly string[], at: number): Opening | null {
  if (lines[at]!.startsWith('>>> ')) {
    const length = attributionLength(lines, at);
    if (length > 0) return { end: at + length, forward: false };
  }
  const separator = separatorOf(lines[at]!);
  const header = separator === null ? null : headerBelow(lines, at + 1);
  if (separator === 'forward') return { end: header ?? at + 1, forward: true };
  return header === null ? null : { end: header, forward: true };
}

function headerBelow(lines: readonly string[], from: number): number | null {
  const start = nextText(lines, from);
  if (start >= lines.length || start - from > 3) return null;
  const length = headerBlockLength(lines, start, true);
  return length > 0 ? start + length : null;
}

function nextText(lines: readonly string[], from: number): number {
  let i = from;
  while (i < lines.length && isQuotedBlank(lines[i]!)) i++;
  return i;
}

/**
 * How far a quoted mail goes: where '>' marks follow its introduction, as far as they do; else to the end of the text,
 * for nothing tells its lines from new ones.
 */
function regionOf(lines: readonly string[], start: number, opening: Opening): Region {
  let body = opening.end;
  while (body < lines.length && isBlank(lines[body]!)) body++;
  const marked = body < lines.length && isQuoted(lines[body]!);
  const end = marked && !opening.forward ? quotedRunEnd(lines, body) : lines.length;
  return { start, end, headerEnd: Math.min(opening.end, end), forward: opening.forward };
}

/** The run of quoted lines from `at`, with the empty lines between them and lines that a mailer broke. */
function quotedRunEnd(lines: readonly string[], at: number): number {
  let end = at + 1;
  let i = at + 1;
  while (i < lines.length) {
    if (isQuoted(lines[i]!)) end = i + 1;
    else if (!isBlank(lines[i]!) && !isBrokenLine(lines, i)) break;
    i++;
  }
  return end;
}

/** A long quoted line that was wrapped on the way: its rest stands without a mark between marked lines. */
function isBrokenLine(lines: readonly string[], at: number): boolean {
  const before = lines[at - 1]!;
  const after = lines[at + 1];
  if (!isQuoted(before) || after === undefined || !isQuoted(after)) return false;
  return (
    before.length >= 66 &&
    lines[at]!.length < 50 &&
    /^[\p{Ll}\d(]/u.test(lines[at]!.trim()) &&
    !/[.:?!]\s*$/.test(before)
  );
}

function markedRunEnd(marks: readonly LineMark[], at: number): number {
  let end = at;
  while (end < marks.length && marks[end] === 'quote') end++;
  return end;
}
