import type { ByteSource } from './byte-source.js';

const SIGNATURE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const HEADER_BYTES = 512;
const ENTRY_BYTES = 128;
const LAST_SECTOR = 0xfffffffa;
/** A directory of this many sectors names thousands of streams; a document has a few dozen. */
const MAX_SECTORS = 256;

export const isCompoundFile = (head: Buffer) => head.subarray(0, 8).equals(SIGNATURE);

/**
 * The names in the directory of an OLE compound file ([MS-CFB] §2.6): what tells a document from a workbook or an
 * installer.
 * @returns undefined where the directory cannot be read, because the file is damaged
 */
export async function compoundFileEntries(source: ByteSource): Promise<string[] | undefined> {
  const header = await source.read(0, HEADER_BYTES);
  if (header.length < HEADER_BYTES || !isCompoundFile(header)) return undefined;
  const shift = header.readUInt16LE(30);
  if (shift !== 9 && shift !== 12) return undefined;
  const names: string[] = [];
  let sector = header.readUInt32LE(48);
  for (let count = 0; count < MAX_SECTORS && sector < LAST_SECTOR; count += 1) {
    const bytes = await source.read((sector + 1) * 2 ** shift, 2 ** shift);
    if (bytes.length < ENTRY_BYTES) break;
    names.push(...namesIn(bytes));
    sector = await nextSector(source, header, sector, shift);
  }
  return names.includes('Root Entry') ? names : undefined;
}

function namesIn(sector: Buffer): string[] {
  const names: string[] = [];
  for (let at = 0; at + ENTRY_BYTES <= sector.length; at += ENTRY_BYTES) {
    // In bytes, the closing null included; 0 where the entry is not in use.
    const length = sector.readUInt16LE(at + 64);
    if (length >= 4 && length <= 64) names.push(sector.toString('utf16le', at, at + length - 2));
  }
  return names;
}

/** Follows the allocation table, whose first 109 sectors the header names: that is 7 MB of files at the least. */
async function nextSector(
  source: ByteSource,
  header: Buffer,
  sector: number,
  shift: number,
): Promise<number> {
  const perSector = 2 ** shift / 4;
  const table = Math.floor(sector / perSector);
  if (table >= 109) return LAST_SECTOR;
  const tableSector = header.readUInt32LE(76 + table * 4);
  if (tableSector >= LAST_SECTOR) return LAST_SECTOR;
  const entry = await source.read((tableSector + 1) * 2 ** shift + (sector % perSector) * 4, 4);
  return entry.length === 4 ? entry.readUInt32LE(0) : LAST_SECTOR;
}
