import { createGunzip } from 'node:zlib';
import { type ByteSource } from './byte-source.js';

const BLOCK_BYTES = 512;
/** A tar header of 512 bytes is at the very beginning; a long gzip file name before it fits as well. */
const READ_BYTES = 8_192;

export const isGzip = (head: Buffer) => head[0] === 0x1f && head[1] === 0x8b && head[2] === 0x08;

/** Whether a gzip file (RFC 1952) unpacks to something that begins with a tar header (POSIX pax, ustar or older). */
export async function isTarball(source: ByteSource): Promise<boolean> {
  const packed = await source.read(0, READ_BYTES);
  if (!isGzip(packed)) return false;
  const block = await firstBytes(packed, BLOCK_BYTES);
  return block.length === BLOCK_BYTES && (isTarHeader(block) || block.every((byte) => byte === 0));
}

/** The first bytes that come out; what a bomb holds behind them is never unpacked. */
function firstBytes(packed: Buffer, wanted: number): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const gunzip = createGunzip({ chunkSize: 1_024 });
    const done = () => {
      gunzip.destroy();
      resolve(Buffer.concat(chunks).subarray(0, wanted));
    };
    gunzip.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= wanted) done();
    });
    // The input is cut off on purpose: what came out before the error counts.
    gunzip.once('error', done).once('end', done);
    gunzip.end(packed);
  });
}

/** A header adds up: its checksum is the sum of its bytes with the checksum itself taken for spaces. */
export function isTarHeader(block: Buffer): boolean {
  const written = Number.parseInt(block.toString('latin1', 148, 156).replace(/\0.*$/s, '').trim(), 8);
  let sum = 0;
  for (let at = 0; at < BLOCK_BYTES; at += 1) sum += at >= 148 && at < 156 ? 0x20 : block[at]!;
  return sum === written;
}
