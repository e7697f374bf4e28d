import type { ByteSource } from './byte-source.js';
import { hasBinaryBytes } from './text.js';

const MAGIC = [
  '7f454c46',
  'feedface',
  'feedfacf',
  'cefaedfe',
  'cffaedfe',
  'cafebabe',
  'dex\n',
  '0061736d',
].map((text) => (/^[0-9a-f]{8}$/.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'latin1')));

/** A program for Windows, Linux, macOS, Java, Android or WebAssembly. */
export async function isExecutable(source: ByteSource): Promise<boolean> {
  const head = await source.read(0, 512);
  // `MZ` alone may begin a text; the header behind it is binary.
  if (head.toString('latin1', 0, 2) === 'MZ') return hasBinaryBytes(head);
  return MAGIC.some((magic) => head.subarray(0, magic.length).equals(magic));
}
