import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { makeReplyToken, replyAddress, type TokenRole } from '@noxdesk/mail';
import { Keys } from '../../platform/security/keys.js';

/** RFC 5321 §4.5.3.1.1. */
const LOCAL_PART_MAX = 64;

/** The tokens by which answers to our mails find their ticket; each is good for one ticket and one person. */
@Injectable()
export class ReplyTokens {
  /** Newest first: the first one signs, and answers to mails from before a rotation still find their ticket. */
  readonly keys: readonly Buffer[];

  constructor(keys: Keys) {
    this.keys = keys.all('reply-token');
  }

  issue(tenantId: number, ticketNumber: number, personId: string, role: TokenRole): string {
    return makeReplyToken(this.keys[0]!, scopeOf(tenantId), {
      ticket: String(ticketNumber),
      person: personId,
      role,
    });
  }
}

/** What a token is signed for besides its ticket and person. */
export const scopeOf = (tenantId: number) => String(tenantId);

/** The address that an answer goes to: with the token where it fits, else as it is; the Message-ID has it too. */
export function signedReplyAddress(address: string, token: string): string {
  const signed = replyAddress(address, token);
  return signed.lastIndexOf('@') <= LOCAL_PART_MAX ? signed : address;
}

/** The address without a token or other subaddress (RFC 5233). */
export const plainAddress = (address: string) => address.toLowerCase().replace(/\+[^@]*(?=@)/, '');

/** Stands for somebody who is known by their address only, as copied people are: a name-based UUID (RFC 9562 §5.8). */
export function personIdOf(tenantId: number, address: string): string {
  const hash = createHash('sha256').update(`${tenantId}:${address.toLowerCase()}`).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x80;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
