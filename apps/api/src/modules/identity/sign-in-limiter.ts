import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { ProblemError } from '../../platform/http/problem.js';
import { COUNTERS, type Counters } from '../../platform/counters/counters.js';

const WINDOW_SECONDS = 15 * 60;
/** Failures in one window: of one account, from wherever; and from one address, whatever the account. */
const MOST = { account: 10, address: 200 };

/** Slows guessing down: only failures count, in all processes together. */
@Injectable()
export class SignInLimiter {
  constructor(
    @Inject(COUNTERS) private readonly counters: Counters,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError 429 with `Retry-After` while the account or the address has failed too often */
  async check(email: string, address: string): Promise<void> {
    const window = this.#window();
    const [account, from] = await this.counters.read(this.#keys(email, address, window.index));
    if ((account ?? 0) < MOST.account && (from ?? 0) < MOST.address) return;
    throw new ProblemError('rate_limited', { headers: { 'retry-after': String(window.secondsLeft) } });
  }

  async failed(email: string, address: string): Promise<void> {
    const { index } = this.#window();
    await this.counters.increment(this.#keys(email, address, index), WINDOW_SECONDS * 2);
  }

  #keys(email: string, address: string, window: number): string[] {
    // A hash, so that the counters hold no addresses of people.
    const account = createHash('sha256').update(email.trim().toLowerCase()).digest('base64url').slice(0, 22);
    return [`sign-in:account:${account}:${window}`, `sign-in:address:${address}:${window}`];
  }

  #window(): { index: number; secondsLeft: number } {
    const seconds = Math.floor(this.clock.now().getTime() / 1_000);
    const index = Math.floor(seconds / WINDOW_SECONDS);
    return { index, secondsLeft: (index + 1) * WINDOW_SECONDS - seconds };
  }
}
