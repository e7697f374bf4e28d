/** What an archive may come to when it is unpacked, all archives inside of it included. */
export interface UnpackingLimits {
  /** Bytes in all. */
  bytes: number;
  /** Times its own size; asked only above `ratioFrom` unpacked bytes, since small texts pack very well. */
  ratio: number;
  ratioFrom: number;
  /** Members in all. */
  members: number;
  /** Archives inside archives. */
  depth: number;
  /** An archive within an archive is unpacked in memory to be looked into; a larger one is refused. */
  nestedBytes: number;
}

export const UNPACKING_LIMITS: UnpackingLimits = {
  bytes: 536_870_912,
  ratio: 250,
  ratioFrom: 67_108_864,
  members: 20_000,
  depth: 3,
  nestedBytes: 33_554_432,
};

/** An archive comes to more than is accepted. */
export class UnpackingError extends Error {}

/** Counts what an archive comes to, and stops the counting at the limit. */
export class UnpackingBudget {
  #bytes = 0;
  #members = 0;

  constructor(
    readonly limits: UnpackingLimits,
    private readonly packedBytes: number,
  ) {}

  /** What may still come out. */
  get left(): number {
    const byRatio = Math.max(this.limits.ratioFrom, this.packedBytes * this.limits.ratio);
    return Math.min(this.limits.bytes, byRatio) - this.#bytes;
  }

  /** @throws UnpackingError */
  takeBytes(count: number): void {
    this.#bytes += count;
    if (this.left < 0) throw new UnpackingError('Too many bytes');
  }

  /** @throws UnpackingError */
  takeMember(): void {
    this.#members += 1;
    if (this.#members > this.limits.members) throw new UnpackingError('Too many members');
  }
}

/** Members that are looked into in turn; a name is all that most programs go by. */
export const isNestedArchive = (name: string): boolean => /\.(?:zip|jar|gz|tgz)$/i.test(name);
