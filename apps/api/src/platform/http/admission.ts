import { availableParallelism } from 'node:os';
import { ProblemError } from './problem.js';

export interface AdmissionLimits {
  /** Requests that are worked on at a time: more would only slow each other down. */
  running: number;
  /** How long a request counts as worked on, in milliseconds: one that waits for a slow client must not hold a place. */
  holdMs: number;
  /** How long a request may be expected to wait for its turn, in milliseconds. */
  waitMs: number;
  /** So many may wait however slowly it goes. */
  alwaysWaiting: number;
}

export const ADMISSION_LIMITS: AdmissionLimits = {
  running: Math.max(8, 4 * availableParallelism()),
  holdMs: 500,
  waitMs: 750,
  // A second or two of the slowest requests: a burst of a script is served, a flood is not.
  alwaysWaiting: 192,
};

/** Work goes on as long as this is not called; more than once does no harm. */
export type Leave = () => void;

interface Waiting {
  admit: (leave: Leave) => void;
  refuse: (error: ProblemError) => void;
}

/** Over how long the rate of finished requests is looked at. */
const WINDOW_MS = 1_000;

/**
 * Lets in as many requests as can be worked on, tenant by tenant in turn, and refuses at once what would wait too
 * long: 503 with Retry-After. Where the line is full, the tenant with most in it gives way, so that one tenant's flood
 * is refused to itself. How long the line may be follows from how fast it moves (Little's law).
 */
export class Admission {
  readonly #lines = new Map<number, Waiting[]>();
  #running = 0;
  #waiting = 0;
  #finished = 0;
  #finishedBefore = 0;
  #windowFrom: number;

  constructor(
    private readonly limits: AdmissionLimits = ADMISSION_LIMITS,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#windowFrom = now();
  }

  /** @throws ProblemError `unavailable` */
  async enter(tenantId: number): Promise<Leave> {
    if (this.#running < this.limits.running && this.#waiting === 0) return this.#start();
    if (this.#waiting >= this.#mostWaiting()) this.#makeRoom(tenantId);
    return new Promise<Leave>((admit, refuse) => {
      const line = this.#lines.get(tenantId);
      if (line) line.push({ admit, refuse });
      else this.#lines.set(tenantId, [{ admit, refuse }]);
      this.#waiting += 1;
    });
  }

  get waiting(): number {
    return this.#waiting;
  }

  #start(): Leave {
    this.#running += 1;
    let isOver = false;
    const leave = () => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      this.#running -= 1;
      this.#finished += 1;
      this.#next();
    };
    const timer = setTimeout(leave, this.limits.holdMs);
    timer.unref();
    return leave;
  }

  /** The tenant whose turn it is: the one at the head, which then stands behind the others. */
  #next(): void {
    const [first] = this.#lines;
    if (!first || this.#running >= this.limits.running) return;
    const [tenantId, line] = first;
    this.#lines.delete(tenantId);
    const { admit } = line.shift()!;
    if (line.length > 0) this.#lines.set(tenantId, line);
    this.#waiting -= 1;
    admit(this.#start());
  }

  /** Refuses the last one of the longest line, which may be the newcomer itself. */
  #makeRoom(newcomer: number): void {
    const own = this.#lines.get(newcomer)?.length ?? 0;
    let longest: Waiting[] = [];
    for (const line of this.#lines.values()) if (line.length > longest.length) longest = line;
    const busy = () => new ProblemError('unavailable', { headers: { 'retry-after': '1' } });
    if (longest.length <= own + 1) throw busy();
    this.#waiting -= 1;
    longest.pop()!.refuse(busy());
  }

  #mostWaiting(): number {
    const now = this.now();
    const passed = now - this.#windowFrom;
    if (passed >= WINDOW_MS) {
      this.#finishedBefore = (this.#finished * WINDOW_MS) / passed;
      this.#finished = 0;
      this.#windowFrom = now;
    }
    const perSecond = Math.max(this.#finishedBefore, this.#finished);
    return Math.max(this.limits.alwaysWaiting, (perSecond * this.limits.waitMs) / 1_000);
  }
}
