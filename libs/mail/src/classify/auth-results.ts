import { headerValues } from '../headers/header-block.js';
import { type MailHeader } from '../types.js';

export type AuthMethod = 'spf' | 'dkim' | 'dmarc' | 'arc';
export type AuthVerdict =
  'pass' | 'fail' | 'softfail' | 'neutral' | 'none' | 'policy' | 'temperror' | 'permerror';

export interface AuthResult {
  method: AuthMethod;
  verdict: AuthVerdict;
  /** `header.from`, `smtp.mailfrom`, `header.d`…, as written. */
  properties: Record<string, string>;
}

const VERDICTS = new Set<string>([
  'pass',
  'fail',
  'softfail',
  'neutral',
  'none',
  'policy',
  'temperror',
  'permerror',
]);
const METHODS = new Set<string>(['spf', 'dkim', 'dmarc', 'arc']);

/**
 * Results of Authentication-Results fields (RFC 8601) that the trusted host wrote; anybody else's, which a sender can
 * forge, are left out. `trusted` is its authserv-id; an empty one trusts nobody.
 */
export function trustedAuthResults(headers: readonly MailHeader[], trusted: string): AuthResult[] {
  if (trusted.trim() === '') return [];
  const results: AuthResult[] = [];
  for (const raw of headerValues(headers, 'authentication-results')) {
    const [id = '', ...clauses] = withoutComments(raw.slice(0, 10_000)).split(';');
    if (id.trim().split(/\s+/)[0]!.toLowerCase() !== trusted.trim().toLowerCase()) continue;
    for (const clause of clauses) {
      const result = readClause(clause);
      if (result) results.push(result);
    }
  }
  return results;
}

function withoutComments(text: string): string {
  let out = '';
  let depth = 0;
  for (const char of text) {
    if (char === '(') depth++;
    else if (char === ')' && depth > 0) depth--;
    else if (depth === 0) out += char;
  }
  return out;
}

function readClause(clause: string): AuthResult | null {
  const match = /^\s*([a-z-]+)(?:\/\d+)?\s*=\s*([a-z]+)/i.exec(clause);
  if (!match) return null;
  const method = match[1]!.toLowerCase();
  const verdict = match[2]!.toLowerCase();
  if (!METHODS.has(method) || !VERDICTS.has(verdict)) return null;
  const properties: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const property of clause
    .slice(match[0].length)
    .matchAll(/([a-z]+\.[a-z_-]+)\s*=\s*("[^"]*"|[^\s;]+)/gi)) {
    properties[property[1]!.toLowerCase()] = property[2]!.replace(/^"|"$/g, '');
  }
  return { method: method as AuthMethod, verdict: verdict as AuthVerdict, properties };
}
