import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { readPublicKeys } from './public-keys.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');
const pem = (key: typeof rsa.publicKey) => key.export({ format: 'pem', type: 'spki' }) as string;
const jwk = (key: typeof rsa.publicKey, more: object = {}) =>
  JSON.stringify({ ...key.export({ format: 'jwk' }), ...more });

describe('the public key of an issuer', () => {
  it.each([
    ['RSA', rsa.publicKey],
    ['EC', ec.publicKey],
    ['OKP', ed.publicKey],
  ])('is read as PEM and as JWK: %s', (kty, key) => {
    expect(readPublicKeys(pem(key))).toEqual([expect.objectContaining({ kty })]);
    expect(readPublicKeys(jwk(key, { kid: 'a' }))).toEqual([expect.objectContaining({ kty, kid: 'a' })]);
  });

  it('may be one of a set', () => {
    const set = `{"keys": [${jwk(rsa.publicKey, { kid: '1' })}, ${jwk(ec.publicKey, { kid: '2' })}]}`;
    expect(readPublicKeys(set)?.map(({ kid }) => kid)).toEqual(['1', '2']);
  });

  it.each([
    ['a private key', ec.privateKey.export({ format: 'pem', type: 'pkcs8' }) as string],
    ['a private JWK', JSON.stringify(ec.privateKey.export({ format: 'jwk' }))],
    ['a shared key', '{"kty":"oct","k":"AAAA"}'],
    ['a shared key that says RSA', jwk(rsa.publicKey, { k: 'AAAA' })],
    ['no key at all', '{"kty":"RSA","n":"x"}'],
    ['an empty set', '{"keys":[]}'],
    ['broken JSON', '{'],
    ['broken PEM', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'],
    ['words', 'the usual one'],
  ])('is not %s', (_, text) => {
    expect(readPublicKeys(text)).toBeNull();
  });
});
