const BLOCK_BYTES = 512;

export const isGzip = (head: Buffer) => head[0] === 0x1f && head[1] === 0x8b && head[2] === 0x08;

/** A header adds up: its checksum is the sum of its bytes with the checksum itself taken for spaces. */
export function isTarHeader(block: Buffer): boolean {
  const written = Number.parseInt(block.toString('latin1', 148, 156).replace(/\0.*$/s, '').trim(), 8);
  let sum = 0;
  for (let at = 0; at < BLOCK_BYTES; at += 1) sum += at >= 148 && at < 156 ? 0x20 : block[at]!;
  return sum === written;
}
