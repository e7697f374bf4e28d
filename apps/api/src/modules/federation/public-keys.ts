import { createPublicKey } from 'node:crypto';
import { z } from 'zod';

const jwk = z.looseObject({ kty: z.enum(['RSA', 'EC', 'OKP']), kid: z.string().optional() });
const given = z.union([z.object({ keys: z.array(jwk).min(1).max(20) }), jwk]);
export type PublicJwk = z.infer<typeof jwk>;

/** Members of a JWK that are secret (RFC 7518 §6); `k` is a key that is shared. */
const SECRET = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/**
 * Reads public keys: PEM (SPKI or a certificate), a JWK or a JWK set (RFC 7517).
 * @returns null for anything else; above all for a private key, which nobody should have sent
 */
export function readPublicKeys(text: string): PublicJwk[] | null {
  try {
    return text.trimStart().startsWith('{') ? fromJson(text) : fromPem(text);
  } catch {
    return null;
  }
}

function fromPem(text: string): PublicJwk[] | null {
  if (/PRIVATE KEY/.test(text)) return null;
  return [jwk.parse(createPublicKey(text).export({ format: 'jwk' }))];
}

function fromJson(text: string): PublicJwk[] | null {
  const parsed = given.parse(JSON.parse(text));
  const keys = 'keys' in parsed ? (parsed.keys as PublicJwk[]) : [parsed];
  const isPublic = keys.every((key) => !SECRET.some((member) => member in key));
  // Whether each is a key at all, and not only looks like one.
  for (const key of keys) createPublicKey({ key: key as never, format: 'jwk' });
  return isPublic ? keys : null;
}
