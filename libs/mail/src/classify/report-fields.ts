import { readHeaderBlock, headerValue } from '../headers/header-block.js';
import { tidyAddress } from '../headers/addresses.js';
import { decodeHeaderText } from '../headers/encoded-words.js';
import { type Defects } from '../defects.js';
import { type MailHeader, type MailLimits } from '../types.js';

const MAX_GROUPS = 200;

/** The groups of fields of a report body (RFC 3464 §2.1.1): one per message, then one per recipient. */
export function readFieldGroups(content: Buffer, limits: MailLimits, defects: Defects): MailHeader[][] {
  const groups: MailHeader[][] = [];
  let at = 0;
  while (at < content.length && groups.length < MAX_GROUPS) {
    while (at < content.length && isBlank(content[at]!)) at++;
    if (at >= content.length) break;
    const { fields, bodyStart } = readHeaderBlock(content, at, content.length, limits, defects);
    if (fields.length > 0) groups.push(fields);
    at = bodyStart > at ? bodyStart : skipLine(content, at);
  }
  return groups;
}

function isBlank(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d || byte === 0x20 || byte === 0x09;
}

function skipLine(content: Buffer, at: number): number {
  const lf = content.indexOf(0x0a, at);
  return lf === -1 ? content.length : lf + 1;
}

/** `rfc822; user@example.com` → `user@example.com`, lower case; '' where the field is missing. */
export function typedAddress(fields: readonly MailHeader[], name: string): string {
  const value = headerValue(fields, name);
  if (value === undefined) return '';
  const address = value.replace(/^[\w-]+\s*;/, '').trim();
  return tidyAddress(address).toLowerCase();
}

/** `smtp; 550 5.1.1 unknown` → `550 5.1.1 unknown`. */
export function typedText(fields: readonly MailHeader[], name: string): string {
  const value = headerValue(fields, name);
  if (value === undefined) return '';
  return decodeHeaderText(value)
    .replace(/^[\w-]+\s*;\s*/, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 1000);
}
