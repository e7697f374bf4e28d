import { type LineMark } from '../text/html-to-text.js';
import { type ReplySegment } from '../types.js';
import { type Region } from './regions.js';
import { isRule } from './separators.js';
import { isDeviceLine, isSignatureMark } from './signature-lines.js';

const MAX_SIGNATURE_LINES = 30;
const MAX_ARMOUR_LINES = 60;

/** Signatures below a mark, device lines and drawn lines at the end of a run of own lines. */
export function findSignature(
  lines: readonly string[],
  kinds: readonly ReplySegment['kind'][],
  marks: readonly LineMark[],
): Region[] {
  const regions: Region[] = [];
  for (const run of runs(lines.length, kinds)) {
    const start = signatureStart(lines, marks, run.start, run.end);
    if (start < run.end) regions.push({ start, end: run.end, headerEnd: start, forward: false });
  }
  return regions;
}

/** The armour of a clear-signed PGP text (RFC 9580 §7): its opening lines and the signature at its end. */
export function findArmour(lines: readonly string[]): Region[] {
  const regions: Region[] = [];
  for (let i = 0; i < lines.length; i++) {
    const begin = /^-----BEGIN PGP (SIGNED MESSAGE|SIGNATURE)-----\s*$/.exec(lines[i]!);
    if (!begin) continue;
    let end = i + 1;
    const stop = begin[1] === 'SIGNATURE' ? /^-----END PGP SIGNATURE-----/ : /^\s*$/;
    while (end < lines.length && end - i < MAX_ARMOUR_LINES && !stop.test(lines[end]!)) end++;
    end = Math.min(lines.length, end + 1);
    regions.push({ start: i, end, headerEnd: i, forward: false });
    i = end - 1;
  }
  return regions;
}

function* runs(
  length: number,
  kinds: readonly ReplySegment['kind'][],
): Generator<{ start: number; end: number }> {
  let start = -1;
  for (let i = 0; i <= length; i++) {
    const own = i < length && kinds[i] === 'reply';
    if (own && start === -1) start = i;
    if (!own && start !== -1) {
      yield { start, end: i };
      start = -1;
    }
  }
}

function signatureStart(
  lines: readonly string[],
  marks: readonly LineMark[],
  start: number,
  end: number,
): number {
  const foot = footer(lines, start, end);
  const below = trimTail(lines, marks, start, Math.min(foot, belowMark(lines, start, foot)));
  const card = belowRule(lines, start, below);
  const cut = card < below ? trimTail(lines, marks, start, card) : below;
  const dashed = dashedName(lines, start, cut);
  return dashed < cut ? trimTail(lines, marks, start, dashed) : cut;
}

/** What lists, scanners and lawyers write below a drawn line. */
const FOOTER =
  /mailing list|unsubscribe|listinfo|lista de correo|darse de baja|desuscri|abmelden|désabonner|liste de diffusion|antivirus|virus[- ]?free|libre de virus|virenfrei|geprüft|checked for viruses|confidential|privileged|intended (?:only|solely|recipient)|confidencial|destinatari|vertraulich|confidentiel|riservat|vertrouwelijk|geadresseerde|poufn|конфиденциал|机密|機密|保密/i;

/** A drawn line with a few lines below that no writer writes: of a mailing list, a virus scanner, a disclaimer. */
function footer(lines: readonly string[], start: number, end: number): number {
  const floor = Math.max(start, end - 12);
  for (let i = end - 1; i >= floor; i--) {
    if (!isRule(lines[i]!) && !isShortRule(lines, i)) continue;
    return FOOTER.test(lines.slice(i + 1, end).join('\n')) ? i : end;
  }
  return end;
}

/** Three dashes are a footer's rule at the end of a text only; above more text they part its chapters. */
function isShortRule(lines: readonly string[], at: number): boolean {
  return /^\s*-{3,4}\s*$/.test(lines[at]!) && lines.length - at <= 6;
}

const MAX_CARD_LINES = 6;
const CARD_RULE = /^\s*(?:_{2,}|-{3,})\s*$/;
const NAME = /^\s*\p{Lu}[\p{L}.'’-]{0,20}(?: [\p{L}.'’-]{1,20}){0,4}$/u;

/** A drawn line below an empty one, a name, and what stands on a visiting card: no sentence. */
function belowRule(lines: readonly string[], start: number, end: number): number {
  let count = 0;
  for (let i = end - 1; i > start + 1; i--) {
    const line = lines[i]!;
    if (CARD_RULE.test(line)) {
      const name = nextOf(lines, i + 1, end);
      return count > 0 && lines[i - 1]!.trim() === '' && NAME.test(name) ? i : end;
    }
    if (line.trim() === '') continue;
    if (++count > MAX_CARD_LINES || line.length > 80 || /[.!?:;,。！？]\s*$/.test(line)) return end;
  }
  return end;
}

function nextOf(lines: readonly string[], from: number, end: number): string {
  for (let i = from; i < end; i++) if (lines[i]!.trim() !== '') return lines[i]!.trim();
  return '';
}

/** `-Ana` as the last line. */
function dashedName(lines: readonly string[], start: number, end: number): number {
  const last = lastText(lines, start, end);
  const isName =
    last > start && /^-{1,2}[ ]?\p{Lu}[\p{L}.'-]{0,20}(?: [\p{L}.'-]{1,20}){0,2}$/u.test(lines[last]!);
  // A list of points is none.
  return isName && !/^\s*[-*•]/.test(lines[last - 1]!) ? last : end;
}

/** Below the first `-- ` whose rest is short enough to be a signature. */
function belowMark(lines: readonly string[], start: number, end: number): number {
  let mark = end;
  let below = 0;
  for (let i = end - 1; i >= start && below <= MAX_SIGNATURE_LINES; i--) {
    if (isSignatureMark(lines[i]!)) mark = i;
    if (lines[i]!.trim() !== '') below++;
  }
  return mark;
}

/** Takes away, from the end, device lines, drawn lines and what the HTML marks as signature. */
function trimTail(lines: readonly string[], marks: readonly LineMark[], start: number, end: number): number {
  let cut = end;
  let i = end - 1;
  while (i >= start) {
    const line = lines[i]!;
    if (line.trim() === '') i--;
    else if (marks[i] === 'signature' || isDeviceLine(line) || isRule(line)) cut = i--;
    else break;
  }
  return cut;
}

function lastText(lines: readonly string[], start: number, end: number): number {
  for (let i = end - 1; i >= start; i--) if (lines[i]!.trim() !== '') return i;
  return -1;
}
