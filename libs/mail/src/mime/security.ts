import { type MailSecurity } from '../types.js';
import { type CollectedBody } from './body.js';
import { type Entity } from './entity.js';

/** What the mail is signed or encrypted with, as its structure says (RFC 1847, 3156, 8551). */
export function securityOf(root: Entity, body: CollectedBody): MailSecurity | null {
  for (const entity of [root, ...body.specials.map((special) => special.entity)]) {
    const security = ofEntity(entity);
    if (security) return security;
  }
  return ofInlinePgp(body);
}

function ofEntity(entity: Entity): MailSecurity | null {
  const protocol = (entity.params.get('protocol') ?? '').toLowerCase();
  if (entity.type === 'multipart/signed') {
    return { kind: protocol.includes('pgp') ? 'pgp' : 'smime', signed: true, encrypted: false };
  }
  if (entity.type === 'multipart/encrypted') {
    return { kind: protocol.includes('pkcs7') ? 'smime' : 'pgp', signed: false, encrypted: true };
  }
  if (/^application\/(?:x-)?pkcs7-mime$/.test(entity.type)) {
    // Without a kind the object itself tells, where it can be read.
    const kind = (entity.params.get('smime-type') ?? '').toLowerCase();
    if (kind === 'signed-data') return { kind: 'smime', signed: true, encrypted: false };
    if (/envelop/.test(kind)) return { kind: 'smime', signed: false, encrypted: true };
  }
  return null;
}

function ofInlinePgp(body: CollectedBody): MailSecurity | null {
  for (const block of body.blocks) {
    if (/^-----BEGIN PGP MESSAGE-----/m.test(block.text))
      return { kind: 'pgp', signed: false, encrypted: true };
    if (/^-----BEGIN PGP SIGNED MESSAGE-----/m.test(block.text))
      return { kind: 'pgp', signed: true, encrypted: false };
  }
  return null;
}
