import { type MailInvitation, type MailSecurity } from '../types.js';
import { type CollectedBody } from './body.js';
import { readInvitation } from './calendar.js';
import { bodyBytes, type Entity, type WalkContext } from './entity.js';
import { securityOf } from './security.js';
import { normalizeLines } from './text-part.js';
import { decodeBytes } from '../charset/decode.js';

export interface Unpacked {
  invitations: MailInvitation[];
  security: MailSecurity | null;
}

/** Looks into the parts that hold more than their bytes: calendar objects, containers, signatures. */
export function unpackSpecials(root: Entity, body: CollectedBody, context: WalkContext): Unpacked {
  const invitations: MailInvitation[] = [];
  for (const entity of body.special) {
    if (!/^(?:text\/calendar|application\/ics)$/.test(entity.type) || invitations.length >= 20) continue;
    const bytes = bodyBytes(entity, context.defects).subarray(0, context.limits.textBytes);
    const text = normalizeLines(decodeBytes(bytes, entity.params.get('charset') ?? 'utf-8', context.defects));
    const invitation = readInvitation(text, entity.params.get('method') ?? '');
    if (invitation && !invitations.some((other) => other.text === invitation.text))
      invitations.push(invitation);
  }
  return { invitations, security: securityOf(root, body) };
}
