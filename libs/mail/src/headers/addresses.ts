import { domainToUnicode } from 'node:url';
import { type Defects } from '../defects.js';
import { type MailAddress, type MailLimits } from '../types.js';
import { decodeHeaderText } from './encoded-words.js';

/** How far ahead a closing mark is looked for: keeps a hostile header linear. */
const WINDOW = 2000;
const MAX_COMMENT = 400;
/** No mailbox is longer (RFC 5321 §4.5.3.1 allows 320 octets, names come on top). */
const MAX_MAILBOX = 1000;

interface Token {
  kind: 'text' | 'quoted' | 'comment' | 'angle' | 'comma' | 'group-end' | 'group-start';
  text: string;
}

/**
 * Mailboxes of an address header (RFC 5322 §3.4): groups are taken apart, comments become names where no name is
 * given, broken lists yield what can be read of them. `charset` reads raw 8-bit bytes.
 */
export function parseAddresses(
  raw: string,
  limits: MailLimits,
  defects: Defects,
  charset = '',
): MailAddress[] {
  const result: MailAddress[] = [];
  let current: Token[] = [];
  const flush = (): void => {
    const tokens = current;
    current = [];
    for (const part of splitBare(tokens)) add(toAddress(part, charset));
  };
  const add = (address: MailAddress | null): void => {
    if (!address) return;
    if (result.length >= limits.addresses) defects.add('address-limit', `more than ${limits.addresses}`);
    else result.push(address);
  };
  for (const token of tokenize(raw)) {
    if (token.kind === 'comma' || token.kind === 'group-end') flush();
    else if (token.kind === 'group-start') current = [];
    else {
      // `Ana <a@b> Luis <c@d>`: what stands behind the first address belongs to the second.
      const first = token.kind === 'angle' ? current.findIndex((other) => other.kind === 'angle') : -1;
      if (first !== -1) {
        const rest = current.slice(first + 1);
        current = current.slice(0, first + 1);
        flush();
        current = rest;
      }
      current.push(token);
    }
  }
  flush();
  return result;
}

/** `a@b c@d`: addresses with nothing but white space between are several. */
function splitBare(tokens: Token[]): Token[][] {
  const only = tokens.length === 1 && tokens[0]!.kind === 'text' ? tokens[0]!.text.trim().split(/\s+/) : [];
  if (only.length < 2 || !only.every((word) => /^[^@]+@[^@]+\.[^@]+$/.test(word))) return [tokens];
  return only.map((text) => [{ kind: 'text', text }]);
}

function tokenize(raw: string): Token[] {
  const tokens: Token[] = [];
  let text = '';
  const flush = (): void => {
    if (text.trim() !== '') tokens.push({ kind: 'text', text });
    text = '';
  };
  for (let i = 0; i < raw.length; i++) {
    const char = raw[i]!;
    // No name or address is that long: it is cut, and the scan stays linear.
    if (text.length > WINDOW) flush();
    // An encoded word is one piece, whatever it holds.
    if (char === '=' && raw[i + 1] === '?') {
      const word = /^=\?[^?\s]{1,60}\?[bq]\?[^?]*\?=/i.exec(raw.slice(i, i + 1000));
      if (word) {
        text += word[0];
        i += word[0].length - 1;
        continue;
      }
    }
    if (char === '"') {
      const end = closingQuote(raw, i + 1);
      if (end === -1) continue;
      const value = raw.slice(i + 1, end).replace(/\\(.)/g, '$1');
      if (raw[end + 1] === '@' || (text !== '' && !/[\s>]$/.test(text))) text += `"${value}"`;
      else {
        flush();
        tokens.push({ kind: 'quoted', text: value });
      }
      i = end;
    } else if (char === '(') {
      const end = closingComment(raw, i);
      if (end === -1) {
        text += char;
        continue;
      }
      flush();
      tokens.push({ kind: 'comment', text: raw.slice(i + 1, end).replace(/\\(.)/g, '$1') });
      i = end;
    } else if (char === '<') {
      const end = closingAngle(raw, i + 1);
      flush();
      tokens.push({ kind: 'angle', text: raw.slice(i + 1, end) });
      i = raw[end] === '>' ? end : end - 1;
    } else if (char === ',' || char === ';') {
      flush();
      tokens.push({ kind: char === ',' ? 'comma' : 'group-end', text: char });
    } else if (char === ':' && !text.includes('@') && !/\[[^\]]*$/.test(text)) {
      flush();
      if (/^\s*[^\s]/.test(raw.slice(i + 1, i + 20)) || raw.slice(i, i + WINDOW).includes(';'))
        tokens.push({ kind: 'group-start', text: '' });
    } else text += char;
  }
  flush();
  return tokens;
}

function closingQuote(raw: string, from: number): number {
  for (let i = from; i < raw.length && i < from + WINDOW; i++) {
    if (raw[i] === '\\') i++;
    else if (raw[i] === '"') return i;
  }
  return -1;
}

function closingComment(raw: string, from: number): number {
  let depth = 0;
  for (let i = from; i < raw.length; i++) {
    if (raw[i] === '\\') i++;
    else if (raw[i] === '(') depth++;
    else if (raw[i] === ')' && --depth === 0) return i;
    if (i - from > MAX_COMMENT) return -1;
  }
  return -1;
}

/** The '>' of an angle address, or where it plainly ends without one. */
function closingAngle(raw: string, from: number): number {
  const near = raw.slice(from, from + WINDOW);
  const close = near.indexOf('>');
  const open = near.indexOf('<');
  if (close !== -1 && (open === -1 || close < open)) return from + close;
  const ends = [near.indexOf(','), open, near.length].filter((end) => end !== -1);
  return from + Math.min(...ends);
}

function toAddress(tokens: Token[], charset: string): MailAddress | null {
  const angle = tokens.findLast((token) => token.kind === 'angle');
  const words = tokens.filter((token) => token.kind === 'text' || token.kind === 'quoted');
  const comments = tokens.filter((token) => token.kind === 'comment').map((token) => token.text.trim());
  if (angle) {
    // A mark that was left over, as of `<<ana@example.com>>`, is no name.
    const named = words.filter((token) => !/^[\s<>.]*$/.test(token.text));
    const name = decodeName(named.map((token) => token.text.trim()).join(' '), charset);
    return build(name === '' ? decodeName(comments.join(' '), charset) : name, angle.text, charset);
  }
  const joined = words
    .map((token) => token.text.trim())
    .join(' ')
    .trim();
  if (joined === '') return null;
  // RFC 822 mails between users of one machine: a local part alone, with a comment as the name.
  if (/^[\w.+=~-]{1,64}$/.test(joined))
    return { name: decodeName(comments.join(' '), charset), address: joined };
  const bare = bareAddress(joined, charset);
  if (!bare) return { name: decodeName([joined, ...comments].join(' '), charset), address: '' };
  return build(bare.name === '' ? decodeName(comments.join(' '), charset) : bare.name, bare.address, charset);
}

/** An address without angle brackets, perhaps with a name around it or spaces within it. */
function bareAddress(text: string, charset: string): { name: string; address: string } | null {
  const decoded = decodeHeaderText(text.slice(0, MAX_MAILBOX), charset).trim();
  if (!decoded.includes('@')) return null;
  if (/^"[^"]*"@[^\s"]+$/.test(decoded)) return { name: '', address: decoded };
  const nested = /^(.*?)[<[(]?(?:mailto:)?([^\s<>[\]()"']+@[^\s<>[\]()"']+)[>\])]?$/s.exec(decoded);
  if (!/\s/.test(decoded))
    return { name: '', address: nested && decoded.includes('<') ? nested[2]! : decoded };
  const tight = decoded.replace(/\s*([@.])\s*/g, '$1');
  if (!/\s/.test(tight)) return { name: '', address: tight };
  if (nested) return { name: nested[1]!.trim(), address: nested[2]! };
  const within = /[^\s<>()"']+@[^\s<>()"']+/.exec(decoded);
  return within
    ? { name: decoded.replace(within[0], ' ').replace(/\s+/g, ' ').trim(), address: within[0] }
    : null;
}

function build(name: string, rawAddress: string, charset: string): MailAddress | null {
  const address = tidyAddress(rawAddress, charset);
  // Some write the address twice; the name then adds nothing but is what was written.
  if (address === '' && name === '') return null;
  if (!address.includes('@') && address === '' && name.includes('@') && !/\s/.test(name))
    return { name: '', address: name };
  return { name, address };
}

/** Removes routes, `mailto:`, comments and spaces; the case stays as written, an A-label domain becomes Unicode. */
export function tidyAddress(value: string, charset = ''): string {
  const raw = value.slice(0, MAX_MAILBOX);
  let text = raw.includes('=?') || /[\x80-\xff]/.test(raw) ? decodeHeaderText(raw, charset) : raw;
  text = text
    .replace(/\([^()]*\)/g, '')
    .trim()
    .replace(/^<+|>+$/g, '');
  text = text.replace(/^mailto:/i, '').replace(/^@[^:]*:/, '');
  text = text
    .replace(/\s*([@.])\s*/g, '$1')
    .replace(/^'([^']+)'$/, '$1')
    .trim();
  const quoted = /^"([^"\\]+)"@/.exec(text);
  if (quoted && /^[\w.+-]+$/.test(quoted[1]!)) text = text.replace(quoted[0], `${quoted[1]}@`);
  // `<example.com ana@example.com>`: the word that is an address.
  if (/\s/.test(text) && !text.startsWith('"'))
    text = text.split(/\s+/).find((word) => /^[^@]+@[^@]+$/.test(word)) ?? text;
  const at = text.lastIndexOf('@');
  if (at === -1) return text;
  return `${text.slice(0, at)}@${tidyDomain(text.slice(at + 1))}`;
}

function tidyDomain(domain: string): string {
  return /xn--/i.test(domain) ? domainToUnicode(domain) || domain : domain;
}

function decodeName(raw: string, charset: string): string {
  let text = decodeHeaderText(raw.slice(0, MAX_MAILBOX).trim(), charset).replace(/\s+/g, ' ').trim();
  // A quoted pair inside an encoded word, or quotes doubled by a second mailer.
  const quoted = /^"(.*)"$/s.exec(text) ?? /^'(.*)'$/s.exec(text);
  if (quoted) text = quoted[1]!.replace(/\\(["\\])/g, '$1').trim();
  return text;
}
