import type { Transform } from 'node:stream';
import { createGunzip, createInflateRaw } from 'node:zlib';
import { type ByteSource } from './byte-source.js';

const PIECE = 65_536;
/** Few large pieces cost less than many small ones. */
const OUT = 262_144;

/** What unpacking is done by. */
export const UNPACKERS = { deflate: createInflateRaw, gzip: createGunzip } as const;

/**
 * Unpacks a part of a source and hands on each piece that comes out; nothing is kept. What is damaged ends there, as it
 * would for everybody else. What `take` throws stops it and is thrown.
 */
export function inflate(
  kind: keyof typeof UNPACKERS,
  source: ByteSource,
  [start, end]: readonly [number, number],
  take: (piece: Buffer) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const unpacker: Transform = UNPACKERS[kind]({ chunkSize: OUT });
    const finish = (error?: unknown) => {
      unpacker.destroy();
      if (error === undefined) resolve();
      else reject(error as Error);
    };
    unpacker.on('data', (piece: Buffer) => {
      try {
        take(piece);
      } catch (error) {
        finish(error);
      }
    });
    unpacker.once('error', () => finish()).once('end', () => finish());
    void feed(unpacker, source, start, end).catch(finish);
  });
}

async function feed(unpacker: Transform, source: ByteSource, start: number, end: number): Promise<void> {
  for (let at = start; at < end && !unpacker.destroyed; at += PIECE) {
    const piece = await source.read(at, Math.min(PIECE, end - at));
    if (piece.length === 0) break;
    if (!unpacker.write(piece)) {
      await new Promise<void>((resume) => {
        const go = () => {
          unpacker.off('drain', go).off('close', go);
          resume();
        };
        unpacker.on('drain', go).on('close', go);
      });
    }
  }
  if (!unpacker.destroyed) unpacker.end();
}
