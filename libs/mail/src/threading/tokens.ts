import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Whom a token was issued to. */
export type TokenRole = 'customer' | 'agent';

/** What a reply token stands for. */
export interface ReplyTokenSubject {
  /** Id of the ticket within its tenant: a whole number or a UUID. */
  ticket: string;
  /** Id of the person the mail with the token went to: a whole number or a UUID. */
  person: string;
  role: TokenRole;
}

const MAC_BYTES = 8;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TOKEN = /^[a-z2-7]{16,80}$/;
const CONTEXT = 'noxdesk reply token v1';

/**
 * A short token for reply addresses and Message-IDs: ticket and person, signed by HMAC-SHA-256 cut to 64 bits. It can
 * be guessed only by sending mails, and fits, in lower case, into the 64 octets of a local part (RFC 5321 §4.5.3.1.1)
 * when the ids are numbers. `tenant` is signed but not contained: a token is worth nothing in another tenant.
 * @throws RangeError where an id is neither a whole number nor a UUID.
 */
export function makeReplyToken(key: Uint8Array, tenant: string, subject: ReplyTokenSubject): string {
  const payload = Buffer.concat([
    Buffer.from([
      (subject.role === 'agent' ? 1 : 0) |
        (isUuid(subject.ticket) ? 2 : 0) |
        (isUuid(subject.person) ? 4 : 0),
    ]),
    packId(subject.ticket),
    packId(subject.person),
  ]);
  return encodeBase32(Buffer.concat([payload, mac(key, tenant, payload)]));
}

/** What a token stands for; null where no key of `keys` (newest first) signed it for this tenant. */
export function verifyReplyToken(
  keys: Uint8Array | readonly Uint8Array[],
  tenant: string,
  token: string,
): ReplyTokenSubject | null {
  const lower = token.toLowerCase();
  if (!TOKEN.test(lower)) return null;
  const bytes = decodeBase32(lower);
  if (!bytes || bytes.length <= MAC_BYTES + 2) return null;
  const payload = bytes.subarray(0, -MAC_BYTES);
  const signature = bytes.subarray(-MAC_BYTES);
  const candidates = keys instanceof Uint8Array ? [keys] : keys;
  if (!candidates.some((key) => timingSafeEqual(mac(key, tenant, payload), signature))) return null;
  return unpack(payload);
}

function mac(key: Uint8Array, tenant: string, payload: Buffer): Buffer {
  return createHmac('sha256', key)
    .update(`${CONTEXT}\0${tenant}\0`)
    .update(payload)
    .digest()
    .subarray(0, MAC_BYTES);
}

function isUuid(id: string): boolean {
  return UUID.test(id.toLowerCase());
}

function packId(id: string): Buffer {
  if (isUuid(id)) return Buffer.from(id.replace(/-/g, ''), 'hex');
  const value = Number(id);
  if (!/^\d+$/.test(id) || !Number.isSafeInteger(value))
    throw new RangeError(`neither a whole number nor a UUID: ${id.slice(0, 40)}`);
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return Buffer.from(bytes);
}

function unpack(payload: Buffer): ReplyTokenSubject | null {
  const flags = payload[0]!;
  if (flags > 7) return null;
  const ticket = unpackId(payload, 1, (flags & 2) !== 0);
  const person = ticket && unpackId(payload, ticket.end, (flags & 4) !== 0);
  if (!ticket || !person || person.end !== payload.length) return null;
  return { ticket: ticket.id, person: person.id, role: (flags & 1) !== 0 ? 'agent' : 'customer' };
}

function unpackId(payload: Buffer, start: number, uuid: boolean): { id: string; end: number } | null {
  if (uuid) {
    if (payload.length < start + 16) return null;
    const hex = payload.toString('hex', start, start + 16);
    return { id: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'), end: start + 16 };
  }
  let value = 0;
  let factor = 1;
  for (let i = start; i < payload.length; i++) {
    const byte = payload[i]!;
    value += (byte & 0x7f) * factor;
    factor *= 128;
    if (!Number.isSafeInteger(value)) return null;
    if (byte < 0x80) return { id: String(value), end: i + 1 };
  }
  return null;
}

/** RFC 4648 §6 in lower case and without padding: it survives mailers that change the case of addresses. */
function encodeBase32(bytes: Buffer): string {
  let text = '';
  let bits = 0;
  let count = 0;
  for (const byte of bytes) {
    bits = (bits << 8) | byte;
    count += 8;
    while (count >= 5) {
      count -= 5;
      text += ALPHABET[(bits >> count) & 31]!;
    }
    bits &= (1 << count) - 1;
  }
  return count > 0 ? text + ALPHABET[(bits << (5 - count)) & 31]! : text;
}

/** Null unless the text is exactly what the encoder writes, so that a token has one form only. */
function decodeBase32(text: string): Buffer | null {
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const char of text) {
    bits = (bits << 5) | ALPHABET.indexOf(char);
    count += 5;
    if (count >= 8) {
      count -= 8;
      bytes.push((bits >> count) & 0xff);
    }
    bits &= (1 << count) - 1;
  }
  return bits === 0 && count < 5 ? Buffer.from(bytes) : null;
}

/** `soporte@example.com` with a token: `soporte+token@example.com` (subaddress, RFC 5233). */
export function replyAddress(address: string, token: string): string {
  const at = address.lastIndexOf('@');
  if (at <= 0) throw new RangeError(`no address: ${address.slice(0, 80)}`);
  return `${address.slice(0, at)}+${token}${address.slice(at)}`;
}

/** A fresh Message-ID (without angle brackets) that carries a token: `token.random@domain`. */
export function signedMessageId(
  token: string,
  domain: string,
  random: string = randomBytes(9).toString('hex'),
): string {
  return `${token}.${random}@${domain}`;
}

/** What may be a token in an address (`local+token@domain`); null where there is none. Not verified. */
export function tokenOfAddress(address: string): string | null {
  const match = /\+([a-z2-7]{16,80})@[^@]+$/i.exec(address.trim());
  return match ? match[1]!.toLowerCase() : null;
}

/** What may be a token in a Message-ID (`token.random@domain`); null where there is none. Not verified. */
export function tokenOfMessageId(id: string): string | null {
  const match = /^<?([a-z2-7]{16,80})\.[\w-]{1,80}@[^@\s]+$/i.exec(id.trim());
  return match ? match[1]!.toLowerCase() : null;
}
