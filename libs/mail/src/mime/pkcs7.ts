/** One ASN.1 value (BER, X.690): tag byte, and where its content lies; `end` behind all of it. */
interface Node {
  tag: number;
  start: number;
  /** Behind the content; for an indefinite length before the end-of-contents octets. */
  stop: number;
  end: number;
}

const SIGNED_DATA = '2a864886f70d010702';
/** EnvelopedData and AuthEnvelopedData. */
const ENCRYPTED = new Set(['2a864886f70d010703', '2a864886f70d0109100117']);
const DATA = '2a864886f70d010701';
const MAX_DEPTH = 16;
const SEQUENCE = 0x30;
const OCTETS = 0x04;

/** What a PKCS#7 / CMS object holds: the signed content, or only the knowledge that it is encrypted. */
export type Pkcs7 = { kind: 'signed'; content: Buffer | null } | { kind: 'encrypted' | 'other' };

/**
 * Takes the content out of SignedData (RFC 5652 §5), without judging the signature. Never throws; null where the bytes
 * are no such object.
 */
export function readPkcs7(bytes: Buffer): Pkcs7 | null {
  const outer = readNode(bytes, 0, 0);
  if (!outer || outer.tag !== SEQUENCE) return null;
  const [type, wrapped] = childrenOf(bytes, outer, 2);
  if (!type || type.tag !== 0x06) return null;
  const oid = bytes.toString('hex', type.start, type.stop);
  if (oid !== SIGNED_DATA) return { kind: ENCRYPTED.has(oid) ? 'encrypted' : 'other' };
  const signedData = wrapped && childrenOf(bytes, wrapped, 1)[0];
  if (!signedData) return { kind: 'signed', content: null };
  // version, digestAlgorithms, encapContentInfo
  const info = childrenOf(bytes, signedData, 3)[2];
  if (!info || info.tag !== SEQUENCE) return { kind: 'signed', content: null };
  const [contentType, content] = childrenOf(bytes, info, 2);
  if (!contentType || bytes.toString('hex', contentType.start, contentType.stop) !== DATA || !content)
    return { kind: 'signed', content: null };
  const octets = childrenOf(bytes, content, 1)[0];
  return { kind: 'signed', content: octets ? octetsOf(bytes, octets) : null };
}

/** An OCTET STRING, whole or in pieces (constructed, as streaming signers write it). */
function octetsOf(bytes: Buffer, node: Node): Buffer | null {
  if (node.tag === OCTETS) return bytes.subarray(node.start, node.stop);
  if (node.tag !== (OCTETS | 0x20)) return null;
  const pieces = childrenOf(bytes, node, Number.MAX_SAFE_INTEGER).map((piece) => octetsOf(bytes, piece));
  return Buffer.concat(pieces.filter((piece) => piece !== null));
}

function childrenOf(bytes: Buffer, parent: Node, max: number): Node[] {
  const children: Node[] = [];
  let at = parent.start;
  while (at < parent.stop && children.length < max) {
    const node = readNode(bytes, at, 0);
    if (!node || node.end > bytes.length) break;
    children.push(node);
    at = node.end;
  }
  return children;
}

function readNode(bytes: Buffer, at: number, depth: number): Node | null {
  if (depth > MAX_DEPTH || at + 2 > bytes.length) return null;
  const tag = bytes[at]!;
  const first = bytes[at + 1]!;
  if (first < 0x80) return node(bytes, tag, at + 2, first);
  if (first === 0x80) return indefinite(bytes, tag, at + 2, depth);
  const size = first & 0x7f;
  if (size > 4 || at + 2 + size > bytes.length) return null;
  return node(bytes, tag, at + 2 + size, bytes.readUIntBE(at + 2, size));
}

/** A length beyond the end is cut: the content that is there is better than none. */
function node(bytes: Buffer, tag: number, start: number, length: number): Node {
  const stop = Math.min(bytes.length, start + length);
  return { tag, start, stop, end: stop };
}

function indefinite(bytes: Buffer, tag: number, start: number, depth: number): Node | null {
  let at = start;
  while (at + 2 <= bytes.length) {
    if (bytes[at] === 0 && bytes[at + 1] === 0) return { tag, start, stop: at, end: at + 2 };
    const child = readNode(bytes, at, depth + 1);
    if (!child) return null;
    at = child.end;
  }
  return { tag, start, stop: bytes.length, end: bytes.length };
}
