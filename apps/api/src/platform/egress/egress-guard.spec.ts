import { describe, expect, it } from '@jest/globals';
import { EgressGuard } from './egress-guard.js';

const closed = new EgressGuard({ egressAllow: [] });
const office = new EgressGuard({ egressAllow: ['10.20.0.0/16', '::1/128', '192.168.7.7'] });

describe('the egress guard', () => {
  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '::',
    '::1',
    'fd00::1',
    'fe80::1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
  ])('keeps %s shut, which is no public address however it is written', (address) => {
    expect(closed.allows(address)).toBe(false);
  });

  it.each(['1.1.1.1', '172.32.0.1', '11.0.0.1', '2606:4700::1111', '::ffff:1.1.1.1', '64:ff9b::101:101'])(
    'lets connections to the public address %s',
    (address) => {
      expect(closed.allows(address)).toBe(true);
    },
  );

  it('opens the networks that were allowed, and no others', () => {
    expect(['10.20.3.4', '::ffff:10.20.3.4', '::1', '192.168.7.7'].map((a) => office.allows(a))).toEqual(
      Array(4).fill(true),
    );
    expect(['10.21.0.1', '192.168.7.8', '127.0.0.1'].map((a) => office.allows(a))).toEqual(
      Array(3).fill(false),
    );
  });

  it('judges the addresses behind a name, and tells a name that does not exist from one that is shut', async () => {
    await expect(closed.addresses('localhost')).rejects.toMatchObject({ code: 'address_not_allowed' });
    await expect(closed.addresses('[::1]')).rejects.toMatchObject({ code: 'address_not_allowed' });
    await expect(closed.addresses('name.invalid')).rejects.toMatchObject({ code: 'name_not_found' });
    await expect(closed.addresses('1.1.1.1')).resolves.toEqual(['1.1.1.1']);
  });
});
