/** A file of an archive; `size` has to be what `bytes` comes to. */
export interface TarEntry {
  /** With slashes, and never beginning with one. */
  name: string;
  size: number;
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

const BLOCK = 512;

/** A tar archive (POSIX.1-2001, pax) of the entries, made while they are read. @throws Error where a size was wrong */
export async function* tarOf(entries: AsyncIterable<TarEntry>, modifiedAt: Date): AsyncGenerator<Buffer> {
  for await (const { name, size, bytes } of entries) {
    // Beyond what the old header holds, the name goes into a record before it.
    if (!/^[\x20-\x7e]{1,100}$/.test(name)) {
      const record = paxRecord('path', name);
      yield header('pax', record.length, 'x', modifiedAt);
      yield padded(record);
    }
    yield header(name, size, '0', modifiedAt);
    let written = 0;
    for await (const piece of bytes) {
      written += piece.length;
      yield Buffer.from(piece);
    }
    if (written !== size) throw new Error(`${name} came to ${written} bytes of ${size}`);
    yield Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
  }
  yield Buffer.alloc(2 * BLOCK);
}

/** `length key=value\n`, where the length counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (String(length).length !== String(rest).length) length = rest + String(length).length;
  return Buffer.from(`${length} ${key}=${value}\n`);
}

const padded = (content: Buffer) =>
  Buffer.concat([content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)]);

function header(name: string, size: number, type: '0' | 'x', modifiedAt: Date): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, length: number) =>
    block.write(value.toString(8).padStart(length - 1, '0'), at, 'latin1');
  block.write(name.replace(/[^\x20-\x7e]/g, '_').slice(-100), 0, 'latin1');
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(Math.floor(modifiedAt.getTime() / 1_000), 136, 12);
  block.write('        ', 148, 'latin1');
  block.write(`${type}`, 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  block.write(
    `${block
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
    'latin1',
  );
  return block;
}
