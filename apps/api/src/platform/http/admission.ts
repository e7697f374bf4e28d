import { availableParallelism } from 'node:os';
import { ProblemError } from './problem.js';

export interface AdmissionLimits {
  /** Requests that are worked on at a time: more would only slow each other down. */
  running: number;
  /** How many of them one tenant may have while others are about: what it has beyond that slows them down. */
  runningEach: number;
  /** How many one that asks for more than its share may have while a request of one that does not is worked on. */
  runningBeside: number;
  /** How long a request counts as worked on, in milliseconds: one that waits for a slow client must not hold a place. */
  holdMs: number;
  /** How long a request of a burst may be expected to wait for its turn, in milliseconds. */
  waitMs: number;
  /** The same once there has been a line for all of that time: it is no burst then, and what waits only waits. */
  standingMs: number;
  /** So many of a burst may wait however slowly it goes. */
  alwaysWaiting: number;
}

const RUNNING = Math.max(8, 4 * availableParallelism());

export const ADMISSION_LIMITS: AdmissionLimits = {
  running: RUNNING,
  // Enough for one thread never to wait for the database.
  runningEach: Math.ceil((3 * RUNNING) / 8),
  runningBeside: Math.ceil(RUNNING / 8),
  holdMs: 500,
  waitMs: 750,
  standingMs: 100,
  // A second or two of the slowest requests: a burst of a script is served, a flood is not.
  alwaysWaiting: 192,
};

/** Work goes on as long as this is not called; more than once does no harm. */
export type Leave = () => void;

interface Waiting {
  since: number;
  isGone: () => boolean;
  admit: (leave: Leave) => void;
  refuse: (error: ProblemError) => void;
}

/** Over how long the rate of finished requests is looked at. */
const WINDOW_MS = 1_000;

/** For how long after a refusal more is asked than can be served. */
const REFUSING_MS = 1_000;

const busy = () => new ProblemError('unavailable', { headers: { 'retry-after': '1' } });

/** For how long a tenant counts as about after it has come: people who read come again after a while. */
const COMPANY_MS = 10_000;

/** So many tenants are remembered to have been refused. */
const MOST_REFUSED = 10_000;

/**
 * Lets in as many requests as can be worked on, tenant by tenant in turn, and refuses at once what would wait too
 * long: 503 with Retry-After. Where the line is full, the tenant with most in it gives way, so that one tenant's flood
 * is refused to itself. How long the line may be follows from how fast it moves (Little's law) and from how long it
 * has been standing: a burst is served, a flood is not.
 */
export class Admission {
  readonly #lines = new Map<number, Waiting[]>();
  readonly #runningOf = new Map<number, number>();
  #running = 0;
  #waiting = 0;
  #finished = 0;
  #finishedBefore = 0;
  #windowFrom: number;
  #noLineAt: number;
  #refusedAt = -Infinity;
  readonly #refusedOf = new Map<number, number>();
  #lastTenant = 0;
  #lastAt = -Infinity;
  #companyUntil = 0;

  constructor(
    private readonly limits: AdmissionLimits = ADMISSION_LIMITS,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#windowFrom = this.#noLineAt = now();
  }

  /**
   * @param isGone whether whoever asks has hung up: nothing is begun for them when their turn comes
   * @throws ProblemError `unavailable`
   */
  async enter(tenantId: number, isGone: () => boolean = () => false): Promise<Leave> {
    this.#note(tenantId);
    if (!this.#lines.has(tenantId) && this.#mayStart(tenantId)) return this.#start(tenantId);
    if (this.#waiting >= this.#mostWaiting()) this.#makeRoom(tenantId);
    return new Promise<Leave>((admit, refuse) => {
      const line = this.#lines.get(tenantId);
      const waiting = { since: this.now(), isGone, admit, refuse };
      if (line) line.push(waiting);
      else this.#lines.set(tenantId, [waiting]);
      this.#waiting += 1;
    });
  }

  /** Whether {@link enter} would refuse a request of this tenant: to be asked before more is done for it. */
  refuses(tenantId: number): boolean {
    if (this.#waiting === 0) return false;
    if (!this.#lines.has(tenantId) && this.#mayStart(tenantId)) return false;
    const isRefused = this.#waiting >= this.#mostWaiting() && this.#givingWay(tenantId) === null;
    if (isRefused) this.#noteRefused(tenantId);
    return isRefused;
  }

  get waiting(): number {
    return this.#waiting;
  }

  #note(tenantId: number): void {
    const now = this.now();
    if (this.#waiting === 0) this.#noLineAt = now;
    const another = tenantId !== this.#lastTenant && now - this.#lastAt < COMPANY_MS;
    if (another) this.#companyUntil = now + COMPANY_MS;
    this.#lastTenant = tenantId;
    this.#lastAt = now;
  }

  #mayStart(tenantId: number): boolean {
    if (this.#running >= this.limits.running) return false;
    const own = this.#runningOf.get(tenantId) ?? 0;
    if (own < this.limits.runningBeside) return true;
    if (this.now() >= this.#companyUntil) return true;
    return own < (this.#isInTheWay(tenantId) ? this.limits.runningBeside : this.limits.runningEach);
  }

  /** Whether a tenant that asks for more than its share is beside one that does not. */
  #isInTheWay(tenantId: number): boolean {
    if (!this.#asksTooMuch(tenantId)) return false;
    for (const other of this.#runningOf.keys()) {
      if (other !== tenantId && !this.#asksTooMuch(other)) return true;
    }
    return false;
  }

  #asksTooMuch(tenantId: number): boolean {
    return (
      this.#lines.has(tenantId) || this.now() - (this.#refusedOf.get(tenantId) ?? -Infinity) < REFUSING_MS
    );
  }

  #noteRefused(tenantId: number): void {
    this.#refusedAt = this.now();
    if (this.#refusedOf.size >= MOST_REFUSED) this.#refusedOf.clear();
    this.#refusedOf.set(tenantId, this.#refusedAt);
  }

  #start(tenantId: number): Leave {
    this.#running += 1;
    this.#runningOf.set(tenantId, (this.#runningOf.get(tenantId) ?? 0) + 1);
    let isOver = false;
    const leave = () => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      this.#end(tenantId);
      while (this.#next());
    };
    const timer = setTimeout(leave, this.limits.holdMs);
    timer.unref();
    return leave;
  }

  #end(tenantId: number): void {
    this.#running -= 1;
    this.#finished += 1;
    const own = this.#runningOf.get(tenantId)! - 1;
    if (own > 0) this.#runningOf.set(tenantId, own);
    else this.#runningOf.delete(tenantId);
  }

  /** The first tenant in the row that may go on, which then stands behind the others. @returns whether there was one */
  #next(): boolean {
    for (const [tenantId, line] of this.#lines) {
      if (!this.#mayStart(tenantId)) continue;
      this.#lines.delete(tenantId);
      this.#shed(line);
      const first = line.shift();
      if (line.length > 0) this.#lines.set(tenantId, line);
      if (first) this.#waiting -= 1;
      if (this.#waiting === 0) this.#noLineAt = this.now();
      if (!first) continue;
      first.admit(this.#start(tenantId));
      return true;
    }
    return false;
  }

  /**
   * Who has hung up makes room. So does, while others are refused at once, who has waited for too long: nobody is served
   * late then.
   */
  #shed(line: Waiting[]): void {
    const now = this.now();
    const isRefusing = now - this.#refusedAt <= REFUSING_MS;
    const isOver = ({ isGone, since }: Waiting) =>
      isGone() || (isRefusing && now - since > this.limits.waitMs);
    while (line[0] && isOver(line[0])) {
      this.#waiting -= 1;
      line.shift()!.refuse(busy());
    }
  }

  /** Refuses the last one of the longest line, which may be the newcomer itself. */
  #makeRoom(newcomer: number): void {
    const giving = this.#givingWay(newcomer);
    this.#noteRefused(giving ?? newcomer);
    if (giving === null) throw busy();
    this.#waiting -= 1;
    this.#lines.get(giving)!.pop()!.refuse(busy());
  }

  /** The tenant whose line is longer than the newcomer's would be. */
  #givingWay(newcomer: number): number | null {
    let longest = (this.#lines.get(newcomer)?.length ?? 0) + 1;
    let giving: number | null = null;
    for (const [tenantId, { length }] of this.#lines) {
      if (length <= longest) continue;
      longest = length;
      giving = tenantId;
    }
    return giving;
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
    const { waitMs, standingMs, alwaysWaiting, running } = this.limits;
    return now - this.#noLineAt > waitMs
      ? Math.max(running, (perSecond * standingMs) / 1_000)
      : Math.max(alwaysWaiting, (perSecond * waitMs) / 1_000);
  }
}
