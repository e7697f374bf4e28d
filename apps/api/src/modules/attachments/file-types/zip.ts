import type { ByteSource } from './byte-source.js';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 65_535;
/** Enough for the directory of any office document; the names that tell its type come early. */
const MAX_DIRECTORY_BYTES = 4 * 1024 * 1024;

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
  const tail = await source.read(
    Math.max(0, source.size - END_BYTES - MAX_COMMENT_BYTES),
    END_BYTES + MAX_COMMENT_BYTES,
  );
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== END) continue;
    const size = Math.min(tail.readUInt32LE(at + 12), MAX_DIRECTORY_BYTES);
    return namesIn(await source.read(tail.readUInt32LE(at + 16), size));
  }
  return undefined;
}

function namesIn(directory: Buffer): string[] | undefined {
  const names: string[] = [];
  for (let at = 0; at + 46 <= directory.length;) {
    if (directory.readUInt32LE(at) !== CENTRAL) return undefined;
    const length = directory.readUInt16LE(at + 28);
    names.push(directory.toString('utf8', at + 46, at + 46 + length));
    at += 46 + length + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return names;
}
