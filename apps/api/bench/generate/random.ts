/** A seeded source of numbers: the same seed gives the same data on every machine. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1), by mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number in [0, below). */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }

  /** Of n things a few take most: low indexes come far more often. */
  skewed(below: number): number {
    return Math.floor(this.next() ** 3 * below);
  }

  /** Exponentially spread around a mean. */
  spread(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }

  /** A UUID version 7 (RFC 9562 §5.7) of that moment. */
  uuid7(at: number): string {
    const time = at.toString(16).padStart(12, '0');
    const a = this.below(0x1000).toString(16).padStart(3, '0');
    const b = (0x8000 + this.below(0x4000)).toString(16);
    const c = this.below(0x1000000).toString(16).padStart(6, '0');
    const d = this.below(0x1000000).toString(16).padStart(6, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${a}-${b}-${c}${d}`;
  }
}

/** Draws by weight, in the time of a binary search. */
export class Weighted<Item> {
  readonly #sums: Float64Array;

  constructor(
    private readonly items: readonly Item[],
    weights: readonly number[],
  ) {
    this.#sums = new Float64Array(weights.length);
    let sum = 0;
    weights.forEach((weight, i) => (this.#sums[i] = sum += weight));
  }

  /** Weights of 1/rank: how words, tags and customers come in the world (Zipf's law). */
  static zipf<Item>(items: readonly Item[], exponent = 1): Weighted<Item> {
    return new Weighted(
      items,
      items.map((_, i) => 1 / (i + 1) ** exponent),
    );
  }

  draw(random: Random): Item {
    const sums = this.#sums;
    const wanted = random.next() * sums[sums.length - 1]!;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! > wanted) high = middle;
      else low = middle + 1;
    }
    return this.items[low]!;
  }
}
