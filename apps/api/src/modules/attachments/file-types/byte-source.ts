import type { FileHandle } from 'node:fs/promises';

/** Bytes that a check looks into where it needs to, without having them all in memory. */
export interface ByteSource {
  readonly size: number;
  /** Up to `length` bytes from `offset`; fewer at the end. */
  read(offset: number, length: number): Promise<Buffer>;
}

export const bufferSource = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: async (offset, length) => Buffer.from(bytes.subarray(offset, offset + length)),
});

export const fileSource = (file: FileHandle, size: number): ByteSource => ({
  size,
  read: async (offset, length) => {
    const wanted = Math.max(0, Math.min(length, size - offset));
    const buffer = Buffer.alloc(wanted);
    const { bytesRead } = await file.read(buffer, 0, wanted, offset);
    return buffer.subarray(0, bytesRead);
  },
});

/** All bytes in order, in pieces of an even size. */
export async function* piecesOf(source: ByteSource, length = 65_536): AsyncIterable<Buffer> {
  for (let offset = 0; offset < source.size; offset += length) yield source.read(offset, length);
}
