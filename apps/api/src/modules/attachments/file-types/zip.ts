import type { ByteSource } from './byte-source.js';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_BYTES = 22;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const MAX_COMMENT_BYTES = 65_535;
/** Enough for the directory of any office document, and for as many members as are accepted. */
const MAX_DIRECTORY_BYTES = 4 * 1024 * 1024;

/** A member as an archive tells of it; its sizes may be lies. */
export interface ZipMember {
  name: string;
  /** 0 stored, 8 deflated; others are not unpacked here. */
  method: number;
  isEncrypted: boolean;
  packedBytes: number;
  bytes: number;
  /** Of its local header. */
  offset: number;
}

/** Begins with a member, or is the end record of an archive without any (APPNOTE §4.3). */
export function isZip(head: Buffer): boolean {
  if (head.length < 4) return false;
  const signature = head.readUInt32LE(0);
  return signature === LOCAL || (signature === END && head.length >= END_BYTES);
}

/**
 * The names in the central directory (APPNOTE §4.3.12), nothing unpacked.
 * @returns undefined where there is no directory to read
 */
export async function zipNames(source: ByteSource): Promise<string[] | undefined> {
  return (await zipMembers(source))?.map(({ name }) => name);
}

/**
 * The members in the central directory, as far as it is read.
 * @returns undefined where there is no directory to read
 */
export async function zipMembers(source: ByteSource): Promise<ZipMember[] | undefined> {
  const tail = await source.read(
    Math.max(0, source.size - END_BYTES - MAX_COMMENT_BYTES),
    END_BYTES + MAX_COMMENT_BYTES,
  );
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== END) continue;
    const size = Math.min(tail.readUInt32LE(at + 12), MAX_DIRECTORY_BYTES);
    return membersIn(await source.read(tail.readUInt32LE(at + 16), size));
  }
  return undefined;
}

function membersIn(directory: Buffer): ZipMember[] | undefined {
  const members: ZipMember[] = [];
  for (let at = 0; at + CENTRAL_BYTES <= directory.length;) {
    if (directory.readUInt32LE(at) !== CENTRAL) return undefined;
    const nameBytes = directory.readUInt16LE(at + 28);
    members.push({
      name: directory.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes),
      method: directory.readUInt16LE(at + 10),
      isEncrypted: (directory.readUInt16LE(at + 8) & 1) !== 0,
      packedBytes: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    });
    at += CENTRAL_BYTES + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return members;
}

/** Where the packed bytes of a member lie; undefined where there is no local header (APPNOTE §4.3.7). */
export async function zipData(
  source: ByteSource,
  { offset, packedBytes }: ZipMember,
): Promise<[number, number] | undefined> {
  const header = await source.read(offset, LOCAL_BYTES);
  if (header.length < LOCAL_BYTES || header.readUInt32LE(0) !== LOCAL) return undefined;
  const start = offset + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  return [start, Math.min(start + packedBytes, source.size)];
}
