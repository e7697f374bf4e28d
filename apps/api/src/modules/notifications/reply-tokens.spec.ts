import { describe, expect, it } from '@jest/globals';
import { verifyReplyToken } from '@noxdesk/mail';
import { Keys } from '../../platform/security/keys.js';
import { personIdOf, plainAddress, ReplyTokens, scopeOf, signedReplyAddress } from './reply-tokens.js';

const tokens = new ReplyTokens(new Keys('root secret of the tests, long enough'));
const person = '0190b7a2-5c1e-7b3a-9d44-3c2f8e1a7b60';

describe('a reply token', () => {
  it('stands for one ticket and person of one tenant', () => {
    const token = tokens.issue(7, 42, person, 'agent');
    expect(verifyReplyToken(tokens.keys, scopeOf(7), token)).toEqual({ ticket: '42', person, role: 'agent' });
    expect(verifyReplyToken(tokens.keys, scopeOf(8), token)).toBeNull();
  });

  it('fits into the local part of a usual address, and is left out of one that is too long', () => {
    const token = tokens.issue(1, 2_147_483_647, person, 'customer');
    expect(signedReplyAddress('soporte@desk.test', token)).toBe(`soporte+${token}@desk.test`);
    const long = `${'departamento'.repeat(3)}@desk.test`;
    expect(signedReplyAddress(long, token)).toBe(long);
    expect(plainAddress(`Soporte+${token}@Desk.test`)).toBe('soporte@desk.test');
  });

  it('names people who are known by their address only, the same each time and differently in each tenant', () => {
    const id = personIdOf(1, 'Jefa@Cliente.test');
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(personIdOf(1, 'jefa@cliente.test')).toBe(id);
    expect(personIdOf(2, 'jefa@cliente.test')).not.toBe(id);
    const token = tokens.issue(1, 5, id, 'customer');
    expect(verifyReplyToken(tokens.keys, scopeOf(1), token)!.person).toBe(id);
  });
});
