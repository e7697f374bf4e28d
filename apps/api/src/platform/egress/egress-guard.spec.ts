import { type AddressInfo, connect as dial, createServer, type Server } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { connectToHost } from '../mail-transport/connection.js';
import { EgressGuard } from './egress-guard.js';
import { GuardedHttp } from './guarded-http.js';
import { networkOf } from './networks.js';

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
    '::127.0.0.1',
    '::a9fe:a9fe',
    '0:0:0:0:0:ffff:7f00:1',
    '::FFFF:10.0.0.1',
    'fe80::1%lo',
    'fec0::1',
    '2001::7f00:1',
    'fd00:ec2::254',
    '192.0.0.192',
    '224.0.0.1',
    'ff02::1',
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

/** A guard whose names lead where a test says, by turns. */
class Named extends EgressGuard {
  asked = 0;
  constructor(
    egressAllow: string[],
    private readonly answers: readonly (readonly string[])[],
  ) {
    super({ egressAllow });
  }
  protected override resolve = async () => [
    ...this.answers[Math.min(this.asked++, this.answers.length - 1)]!,
  ];
}

describe('a name', () => {
  it.each(['2130706433', '0x7f000001', '0x7f.1', '0177.0.0.1', '127.1', '0', '017700000001', 'localhost.'])(
    'that is a number in disguise is judged by what the system makes of it: %s',
    async (host) => {
      await expect(closed.addresses(host)).rejects.toMatchObject({
        code: expect.stringMatching(/^(?:address_not_allowed|name_not_found)$/),
      });
    },
  );

  it('that leads to a public and a private address leads to the public one alone', async () => {
    const both = new Named([], [['169.254.169.254', '1.1.1.1', '::1', '::ffff:10.0.0.1']]);
    await expect(both.addresses('both.test')).resolves.toEqual(['1.1.1.1']);
  });

  it('that leads elsewhere at each question is asked once for each connection, which goes to what was judged', async () => {
    const reached: string[] = [];
    const servers = ['127.0.0.1', '127.0.0.2'].map((address) =>
      createServer((socket) => {
        reached.push(address);
        socket.end('HTTP/1.1 204 No Content\r\n\r\n');
      }).on('error', () => undefined),
    );
    const [open, shut] = servers as [Server, Server];
    await new Promise<void>((resolve) => open.listen(0, '127.0.0.1', resolve));
    const { port } = open.address() as AddressInfo;
    await new Promise<void>((resolve) => shut.listen(port, '127.0.0.2', resolve));
    try {
      const rebound = () => new Named(['127.0.0.1'], [['127.0.0.1'], ['127.0.0.2']]);
      const url = `http://rebound.test:${port}/`;
      const forHttp = rebound();
      await expect(new GuardedHttp(forHttp).get(url)).resolves.toMatchObject({ status: 204 });
      expect(forHttp.asked).toBe(1);
      await expect(new GuardedHttp(forHttp).get(url)).rejects.toMatchObject({ code: 'address_not_allowed' });

      const forMail = rebound();
      const opened: string[] = [];
      const connect = async (address: string) => {
        opened.push(address);
        await new Promise((resolve) => dial({ host: address, port }, () => resolve(null)).resume());
      };
      await connectToHost(forMail, 'rebound.test', connect);
      expect(forMail.asked).toBe(1);
      await expect(connectToHost(forMail, 'rebound.test', connect)).rejects.toMatchObject({
        code: 'address_not_allowed',
      });
      expect(opened).toEqual(['127.0.0.1']);
      expect(reached).toEqual(['127.0.0.1', '127.0.0.1']);
    } finally {
      servers.forEach((server) => server.close());
    }
  });

  it.each(['http', 'https'])('in an address is judged as the address says it, by %s', async (scheme) => {
    const http = new GuardedHttp(closed);
    const hosts = [
      '127.0.0.1',
      '2130706433',
      '0x7f.1',
      '0177.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '169.254.169.254',
    ];
    for (const host of [...hosts, '0.0.0.0', '①②⑦.⓪.⓪.①', 'public@127.0.0.1', '127。0。0。1']) {
      await expect(http.get(`${scheme}://${host}:1/`)).rejects.toMatchObject({ code: 'address_not_allowed' });
    }
  });
});

describe('the network of a visitor', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    // What is no address stands for itself.
    ['unknown', 'unknown'],
  ])('of %s is %s', (address, network) => expect(networkOf(address)).toBe(network));
});
