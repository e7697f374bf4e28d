import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import * as files from '../../../../test/factories/files.js';
import { isArchiveBomb } from './archive-limits.js';
import { bufferSource } from './byte-source.js';
import { UNPACKING_LIMITS } from './unpacking.js';

const KB = 1_024;
/** The same rules with small numbers, so that the tests need not unpack a gigabyte. */
const small = {
  bytes: 1_000 * KB,
  ratio: 20,
  ratioFrom: 100 * KB,
  members: 50,
  depth: 2,
  nestedBytes: 60 * KB,
};
const isBomb = (content: Buffer, limits = small) => isArchiveBomb(bufferSource(content), limits);

interface Member {
  name: string;
  content: Buffer;
  /** What the directory says that it comes to. */
  told?: number;
  method?: number;
  isEncrypted?: boolean;
}

/** A zip archive of deflated members; `overlap` has every entry of the directory lead to the first member's bytes. */
function packed(members: Member[], overlap = false): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, told = content.length, method = 8, isEncrypted = false } of members) {
    const data = method === 8 ? deflateRawSync(content) : content;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(isEncrypted ? 1 : 0, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(told, 18);
    common.writeUInt16LE(name.length, 22);
    const where = Buffer.alloc(14);
    where.writeUInt32LE(overlap ? 0 : offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), common, where, Buffer.from(name));
    if (overlap && offset > 0) continue;
    bodies.push(Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), data]));
    offset += bodies.at(-1)!.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, central, end]);
}
const one = (name: string, content: Buffer, more: Partial<Member> = {}) =>
  packed([{ name, content, ...more }]);
const zeros = (kilobytes: number) => Buffer.alloc(kilobytes * KB);

function tarOf(members: [string, Buffer][]): Buffer {
  const parts = members.flatMap(([name, content]) => {
    const header = files.tar(name, 'x').subarray(0, 512);
    header.write(content.length.toString(8).padStart(11, '0'), 124);
    header.write('        ', 148);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...parts, Buffer.alloc(1_024)]);
}

describe('an archive as people send it', () => {
  it.each<[string, Buffer]>([
    ['of texts', one('notes.txt', Buffer.from('hello '.repeat(1_000)))],
    ['without members', files.zip({})],
    ['within another one', one('inner.zip', one('notes.txt', Buffer.from('hello')))],
    ['with a password', one('secret.txt', Buffer.from('x'.repeat(50)), { isEncrypted: true })],
    ['that is a document', files.DOCX],
    ['of tar and gzip', files.TARBALL],
    ['of tar with a zip in it', gzipSync(tarOf([['a/inner.zip', files.ZIP]]))],
    ['that is cut off', one('notes.txt', Buffer.from('hello '.repeat(1_000))).subarray(0, 60)],
    ['that packs well and is small all the same', one('zeros.bin', zeros(90))],
    ['no archive at all', files.PNG],
  ])('is let in: %s', async (_, content) => {
    expect(await isBomb(content)).toBe(false);
    expect(await isBomb(content, UNPACKING_LIMITS)).toBe(false);
  });
});

describe('an archive made to fill a disk', () => {
  const bomb = zeros(900);
  it.each<[string, Buffer]>([
    ['that says what it comes to', one('zeros.bin', zeros(2_000))],
    ['that says it comes to little', one('zeros.bin', bomb, { told: 10 })],
    [
      'of many members',
      packed(Array.from({ length: 12 }, (_, at) => ({ name: `${at}`, content: zeros(90) }))),
    ],
    [
      'whose members share their bytes',
      packed(
        Array.from({ length: 12 }, (_, at) => ({ name: `${at}`, content: zeros(90) })),
        true,
      ),
    ],
    ['with a password, by what it says', one('x', Buffer.from('x'), { told: 2_000 * KB, isEncrypted: true })],
    [
      'packed in a way that is not unpacked here',
      one('x', Buffer.from('x'), { told: 2_000 * KB, method: 12 }),
    ],
    ['inside another one', one('inner.zip', one('zeros.bin', bomb))],
    ['inside another one that is stored', one('inner.zip', one('zeros.bin', bomb), { method: 0 })],
    ['of gzip', gzipSync(tarOf([['zeros.bin', bomb]]))],
    ['of gzip that is no tar', gzipSync(bomb)],
    ['of gzip in pieces that follow each other', Buffer.concat(Array(12).fill(gzipSync(zeros(90))))],
    ['inside a tar archive', gzipSync(tarOf([['inner.zip', one('zeros.bin', bomb)]]))],
    ['inside a tar archive, packed twice', gzipSync(tarOf([['inner.tgz', gzipSync(tarOf([['z', bomb]]))]]))],
  ])('is refused: %s', async (_, content) => {
    expect(await isBomb(content)).toBe(true);
  });

  it('is refused for the number of its members', async () => {
    const members = Array.from({ length: 51 }, (_, at) => ({ name: `${at}.txt`, content: Buffer.from('x') }));
    expect(await isBomb(packed(members))).toBe(true);
    const inTar = members.map(({ name, content }): [string, Buffer] => [name, content]);
    expect(await isBomb(gzipSync(tarOf(inTar)))).toBe(true);
  });

  it('is refused for archives in archives in archives, one within another or a copy of itself', async () => {
    let nested = files.ZIP;
    for (let depth = 0; depth < 2; depth += 1) nested = one('inner.zip', nested);
    expect(await isBomb(nested)).toBe(false);
    expect(await isBomb(one('inner.zip', nested))).toBe(true);
  });

  it('is refused where an archive in it is too large to be looked into', async () => {
    const large = Buffer.from(Array.from({ length: 70 * KB }, (_, at) => (at * 7_919) % 251));
    const inner = one('a', large, { method: 0 });
    expect(await isBomb(one('inner.zip', inner, { method: 0 }))).toBe(true);
    expect(await isBomb(gzipSync(tarOf([['inner.zip', inner]])))).toBe(true);
  });

  it('costs little to find out, at the limits in force', async () => {
    const started = performance.now();
    const gigabytes = gzipSync(Buffer.alloc(16 * 1_024 * KB), { level: 9 });
    expect(await isBomb(Buffer.concat(Array(200).fill(gigabytes)), UNPACKING_LIMITS)).toBe(true);
    expect(await isBomb(one('x', zeros(10), { told: 0xfffffff0 }), UNPACKING_LIMITS)).toBe(true);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe('an archive whose directory lies', () => {
  it.each<[string, (archive: Buffer) => Buffer]>([
    [
      'about where its members are',
      (archive) => (archive.writeUInt32LE(0xfffffff0, archive.length - 27), archive),
    ],
    [
      'about where it is itself',
      (archive) => (archive.writeUInt32LE(0xfffffff0, archive.length - 6), archive),
    ],
    ['about its length', (archive) => (archive.writeUInt32LE(0xfffffff0, archive.length - 10), archive)],
    ['in every byte', (archive) => archive.fill(0xff, 10, archive.length - 22)],
  ])('%s', async (_, change) => {
    expect(await isBomb(change(Buffer.from(one('notes.txt', Buffer.from('hello')))))).toBe(false);
  });
});
