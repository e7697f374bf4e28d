import { describe, expect, it } from '@jest/globals';
import { base32, codeAt, keyUri, matchingStep, stepAt } from './totp.js';

const secret = Buffer.from('12345678901234567890');

describe('a time-based one-time password', () => {
  // The last six of the eight digits of RFC 6238, appendix B.
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('is what the RFC computes at second %i', (second, code) => {
    expect(codeAt(secret, stepAt(new Date(second * 1_000)))).toBe(code);
  });

  const now = new Date(1_111_111_111_000);
  const step = stepAt(now);

  it('is taken one step early or late, and no further off', () => {
    const taken = [-2, -1, 0, 1, 2].map((off) => matchingStep(secret, codeAt(secret, step + off), now, 0));
    expect(taken).toEqual([null, step - 1, step, step + 1, null]);
  });

  it('is not taken twice, nor is one from before the last that was', () => {
    expect(matchingStep(secret, codeAt(secret, step), now, step)).toBeNull();
    expect(matchingStep(secret, codeAt(secret, step - 1), now, step)).toBeNull();
    expect(matchingStep(secret, codeAt(secret, step + 1), now, step)).toBe(step + 1);
  });

  it.each(['', '12345', '1234567', 'abcdef', '000000'])('is not %j', (code) => {
    expect(matchingStep(secret, code, now, 0)).toBeNull();
  });
});

describe('the key for an authenticator app', () => {
  // RFC 4648 §10, without the padding.
  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('is written in base32: %j', (text, encoded) => {
    expect(base32(Buffer.from(text))).toBe(encoded);
  });

  it('names whose it is, whatever characters they use', () => {
    const uri = new URL(keyUri(secret, 'ana+1@acme.test', 'Acme & Söhne: 1'));
    expect(decodeURIComponent(uri.pathname)).toContain('Acme & Söhne: 1:ana+1@acme.test');
    expect(Object.fromEntries(uri.searchParams)).toEqual({
      secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
      issuer: 'Acme & Söhne: 1',
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
  });
});
