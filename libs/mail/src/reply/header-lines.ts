import { type HeaderRole, headerLine } from './header-labels.js';

const MAX_LINES = 26;
const MAX_SKIPPED = 4;

/**
 * Number of lines of a header block above a quoted mail ("From: … Sent: … To: … Subject: …"), 0 where there is none.
 * People write such lines too ("De: Madrid, A: Barcelona, Fecha: …"): so it takes three roles and an address or a
 * subject among them, fewer only below a separator.
 */
export function headerBlockLength(lines: readonly string[], start: number, belowSeparator: boolean): number {
  const first = headerLine(lines[start]!);
  if (!first) return 0;
  const roles = new Set<HeaderRole>([first.role]);
  let address = hasAddress(lines[start]!);
  let length = 1;
  let skipped = 0;
  for (let i = start + 1; i < lines.length && i - start < MAX_LINES; i++) {
    const line = lines[i]!;
    const field = headerLine(line);
    if (field) {
      // Behind the subject and a gap the quoted mail has begun.
      if (skipped > 0 && roles.has(field.role) && roles.size >= 3) break;
      roles.add(field.role);
      address ||= hasAddress(line);
      length = i - start + 1;
      skipped = 0;
    } else {
      if (isBlank(line) && complete(roles) && !moreFollows(lines, i)) break;
      if (++skipped > MAX_SKIPPED) break;
      if (!isBlank(line) && !isContinuation(line, skipped) && !isBetweenFields(lines, i, roles)) break;
      if (!isBlank(line)) address ||= hasAddress(line);
    }
  }
  return isBlock(roles, address, belowSeparator) ? length : 0;
}

function complete(roles: Set<HeaderRole>): boolean {
  return roles.has('from') && roles.has('subject') && (roles.has('date') || roles.has('to'));
}

/** Some programs put an empty line between the fields. */
function moreFollows(lines: readonly string[], blank: number): boolean {
  let i = blank;
  while (i < lines.length && i - blank < 3 && isBlank(lines[i]!)) i++;
  return i < lines.length && headerLine(lines[i]!) !== null;
}

function isContinuation(line: string, skipped: number): boolean {
  if (line.length > 500) return false;
  const text = line.replace(/^[>|]+/, '');
  return (
    /^(?:\s{2}|\t)/.test(text) ||
    /^\s?(?:<?[^\s<>@]+@[^\s<>]+>?|"[^"]*")/.test(text) ||
    (skipped <= 1 && line.length < 200 && /[@;,>]/.test(line))
  );
}

/** The rest of a long value, with the next field right below. */
function isBetweenFields(lines: readonly string[], at: number, roles: Set<HeaderRole>): boolean {
  const next = lines[at + 1] === undefined ? null : headerLine(lines[at + 1]!);
  return next !== null && !roles.has(next.role) && lines[at]!.length < 200;
}

function isBlank(line: string): boolean {
  return /^[>\s|*]*$/.test(line);
}

function hasAddress(line: string): boolean {
  return line.includes('@') && /[^\s<>@]@[^\s<>@]/.test(line);
}

function isBlock(roles: Set<HeaderRole>, address: boolean, belowSeparator: boolean): boolean {
  if (!roles.has('from') && !(belowSeparator && roles.has('date') && roles.has('subject'))) return false;
  const named = roles.has('date') || roles.has('subject');
  if (belowSeparator) return roles.size >= 2;
  if (roles.has('subject')) return roles.size >= 3 || (roles.size === 2 && address);
  return named && address && roles.size >= 2;
}
