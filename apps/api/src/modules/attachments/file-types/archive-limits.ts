import { bufferSource, type ByteSource } from './byte-source.js';
import { inflate } from './inflate.js';
import { isGzip, isTarHeader } from './tarball.js';
import {
  isNestedArchive,
  UNPACKING_LIMITS,
  UnpackingBudget,
  UnpackingError,
  type UnpackingLimits,
} from './unpacking.js';
import { isZip, zipData, type ZipMember, zipMembers } from './zip.js';

/** What deflate can come to at most, times its input (RFC 1951: 258 bytes of two bits). */
const DEFLATE_MOST = 1_032;
const TAR_BLOCK = 512;

/**
 * Whether an archive comes to more than it should when somebody unpacks it: in bytes, in members, in archives within
 * archives. It is unpacked piece by piece and nowhere kept; what it says of itself is believed only against it.
 */
export async function isArchiveBomb(
  source: ByteSource,
  limits: UnpackingLimits = UNPACKING_LIMITS,
): Promise<boolean> {
  try {
    await count(source, new UnpackingBudget(limits, source.size), 0);
    return false;
  } catch (error) {
    if (error instanceof UnpackingError) return true;
    throw error;
  }
}

async function count(source: ByteSource, budget: UnpackingBudget, depth: number): Promise<void> {
  if (depth > budget.limits.depth) throw new UnpackingError('Too deep');
  const head = await source.read(0, 64);
  if (isZip(head)) await countZip(source, budget, depth);
  else if (isGzip(head)) await countGzip(source, budget, depth);
}

async function countZip(source: ByteSource, budget: UnpackingBudget, depth: number): Promise<void> {
  // Without a directory there is nothing that an ordinary program would unpack.
  const members = (await zipMembers(source)) ?? [];
  // The first look costs nothing: an archive that confesses is not unpacked at all.
  let told = 0;
  for (const { bytes } of members) {
    budget.takeMember();
    told += bytes;
    if (told > budget.left) throw new UnpackingError('Says so itself');
  }
  const most = members.reduce((sum, { packedBytes }) => sum + packedBytes * DEFLATE_MOST, 0);
  const isHarmless = most <= budget.left;
  for (const member of members) {
    const isNested = isNestedArchive(member.name);
    if (isHarmless && !isNested) budget.takeBytes(member.bytes);
    else await countMember(source, member, budget, isNested ? depth + 1 : undefined);
  }
}

/** @param depth given for an archive, which is looked into */
async function countMember(
  source: ByteSource,
  member: ZipMember,
  budget: UnpackingBudget,
  depth: number | undefined,
): Promise<void> {
  const range = await zipData(source, member);
  if (!range || member.isEncrypted || (member.method !== 0 && member.method !== 8)) {
    budget.takeBytes(member.bytes);
    return;
  }
  const content = new Collected(depth !== undefined, budget);
  if (member.method === 8) await inflate('deflate', source, range, (piece) => content.take(piece));
  else {
    content.assertFits(range[1] - range[0]);
    content.take(depth === undefined ? undefined : await source.read(range[0], range[1] - range[0]));
    if (depth === undefined) budget.takeBytes(range[1] - range[0]);
  }
  if (depth !== undefined) await count(content.source(), budget, depth);
}

/** Bytes that are counted, and kept only where they have to be looked into. */
class Collected {
  readonly #pieces: Buffer[] = [];
  #size = 0;

  constructor(
    private readonly isKept: boolean,
    private readonly budget: UnpackingBudget,
  ) {}

  take(piece: Buffer | undefined): void {
    if (!piece) return;
    this.budget.takeBytes(piece.length);
    if (!this.isKept) return;
    this.#size += piece.length;
    this.assertFits(this.#size);
    this.#pieces.push(piece);
  }

  /** @throws UnpackingError */
  assertFits(size: number): void {
    if (this.isKept && size > this.budget.limits.nestedBytes)
      throw new UnpackingError('Nested archive too large');
  }

  source(): ByteSource {
    return bufferSource(Buffer.concat(this.#pieces));
  }
}

async function countGzip(source: ByteSource, budget: UnpackingBudget, depth: number): Promise<void> {
  const tar = new TarMembers(budget);
  await inflate('gzip', source, [0, source.size], (piece) => {
    budget.takeBytes(piece.length);
    tar.take(piece);
  });
  for (const nested of tar.nested) await count(bufferSource(nested), budget, depth + 1);
}

/** Follows the headers of a tar archive (POSIX ustar) while its bytes come by; keeps the archives that are in it. */
class TarMembers {
  readonly nested: Buffer[] = [];
  #header = Buffer.alloc(0);
  /** Bytes of the present member that are still to come, its padding included. */
  #skip = 0;
  #keep: Buffer[] | undefined;
  #keepBytes = 0;
  #kept = 0;
  #isTar = true;

  constructor(private readonly budget: UnpackingBudget) {}

  take(piece: Buffer): void {
    for (let at = 0; at < piece.length && this.#isTar;) {
      const used = this.#skip > 0 ? this.#body(piece.subarray(at)) : this.#head(piece.subarray(at));
      at += used;
    }
  }

  #body(bytes: Buffer): number {
    const used = Math.min(this.#skip, bytes.length);
    if (this.#keep && this.#keepBytes > 0) {
      const part = bytes.subarray(0, Math.min(used, this.#keepBytes));
      this.#keep.push(Buffer.from(part));
      this.#keepBytes -= part.length;
    }
    this.#skip -= used;
    if (this.#skip === 0 && this.#keep) {
      this.nested.push(Buffer.concat(this.#keep));
      this.#keep = undefined;
    }
    return used;
  }

  #head(bytes: Buffer): number {
    const used = Math.min(TAR_BLOCK - this.#header.length, bytes.length);
    this.#header = Buffer.concat([this.#header, bytes.subarray(0, used)]);
    if (this.#header.length < TAR_BLOCK) return used;
    const header = this.#header;
    this.#header = Buffer.alloc(0);
    // An empty block ends the archive, for every ordinary program; what follows is counted all the same.
    if (!isTarHeader(header)) {
      this.#isTar = false;
      return used;
    }
    this.budget.takeMember();
    const size = sizeIn(header);
    this.#skip = Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
    if (size > 0 && isNestedArchive(header.toString('latin1', 0, 100).replace(/\0.*$/s, ''))) {
      this.#kept += size;
      if (this.#kept > this.budget.limits.nestedBytes) throw new UnpackingError('Nested archive too large');
      this.#keep = [];
      this.#keepBytes = size;
    }
    return used;
  }
}

/** Octal digits; a size beyond them is in base 256 and beyond every limit. */
function sizeIn(header: Buffer): number {
  if ((header[124]! & 0x80) !== 0) return Number.MAX_SAFE_INTEGER;
  const size = Number.parseInt(header.toString('latin1', 124, 136).replace(/\0.*$/s, '').trim(), 8);
  return Number.isSafeInteger(size) && size >= 0 ? size : 0;
}
