/** Lets work through while what it holds in memory stays within a bound; what is beyond the bound itself goes alone. */
export class ByteBudget {
  readonly #waiting: { bytes: number; go: () => void }[] = [];
  #used = 0;

  constructor(private readonly most: number) {}

  async run<Result>(bytes: number, work: () => Promise<Result>): Promise<Result> {
    await this.#take(bytes);
    try {
      return await work();
    } finally {
      this.#used -= bytes;
      this.#admit();
    }
  }

  /** In the order of their coming, so that a large one is not passed over for ever. */
  async #take(bytes: number): Promise<void> {
    await new Promise<void>((go) => {
      this.#waiting.push({ bytes, go });
      this.#admit();
    });
  }

  #admit(): void {
    for (;;) {
      const next = this.#waiting[0];
      if (!next || (this.#used > 0 && this.#used + next.bytes > this.most)) return;
      this.#waiting.shift();
      this.#used += next.bytes;
      next.go();
    }
  }
}
