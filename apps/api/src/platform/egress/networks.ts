import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Networks that are not the public internet (IANA special-purpose registries, RFC 6890). */
const SPECIAL = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Unspecified, loopback, and IPv4 addresses in a form that is no longer used (RFC 4291 §2.5.5.1).
  '::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

/** @param networks in CIDR form; a bare address stands for itself */
export function networkList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    list.addSubnet(address, bits === undefined ? (family === 'ipv4' ? 32 : 128) : Number(bits), family);
  }
  return list;
}

const special = networkList(SPECIAL);

const contains = (list: BlockList, address: string) => list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');

/** Whether an address belongs to the public internet or to one of the networks that were allowed in so many words. */
export function isReachable(address: string, allowed: BlockList): boolean {
  const plain = embeddedIpv4(address) ?? address;
  return contains(allowed, plain) || !contains(special, plain);
}

/** The IPv4 address inside an IPv6 one that leads to it: mapped (RFC 4291 §2.5.5.2) or translated (RFC 6052 §2.1). */
function embeddedIpv4(address: string): string | undefined {
  if (!isIPv6(address)) return undefined;
  const words = expand(address);
  const isMapped = words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff;
  const isTranslated =
    words[0] === 0x64 && words[1] === 0xff9b && words.slice(2, 6).every((word) => word === 0);
  if (!isMapped && !isTranslated) return undefined;
  return [words[6]! >> 8, words[6]! & 255, words[7]! >> 8, words[7]! & 255].join('.');
}

/** What tells one visitor's network from another's: an IPv4 address, or the /64 of an IPv6 one (RFC 4291 §2.5.4). */
export function networkOf(address: string): string {
  const plain = embeddedIpv4(address) ?? address;
  if (!isIPv6(plain)) return plain;
  const words = expand(plain).slice(0, 4);
  return `${words.map((word) => word.toString(16)).join(':')}::/64`;
}

/** The eight words of an IPv6 address. */
function expand(address: string): number[] {
  const plain = address
    .split('%')[0]!
    .replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a: string, b: string, c: string, d: string) =>
      [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((word) => word.toString(16)).join(':'),
    );
  const [head = '', tail] = plain.split('::');
  const words = (part: string) => (part === '' ? [] : part.split(':').map((word) => parseInt(word, 16)));
  const before = words(head);
  const after = tail === undefined ? [] : words(tail);
  const gap = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<number>(gap).fill(0), ...after];
}
