import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { networkOf } from '../../platform/egress/networks.js';
import { Clock } from '../../platform/clock/clock.js';
import { ProblemError } from '../../platform/http/problem.js';
import { COUNTERS, type Counters } from '../../platform/counters/counters.js';

const WINDOW_SECONDS = 15 * 60;
/** Failures in one window: of one account, from wherever; and from one network, whatever the account. */
const MOST = { account: 20, address: 200 };
/** Of codes there are so few that fewer may be tried. */
export const MOST_CODES = 10;
/** An account may fail this often before its answers come later and later. */
const UNDELAYED = 10;
const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 1_000;

/** How much later an answer comes after so many failures. */
export const delayAfter = (failures: number): number =>
  failures < UNDELAYED ? 0 : Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - UNDELAYED));

/**
 * Slows guessing down: only failures count, in all processes together. Whether there is such an account plays no part
 * in it, so that nothing of it can be told from the limits or the delays.
 */
@Injectable()
export class SignInLimiter {
  constructor(
    @Inject(COUNTERS) private readonly counters: Counters,
    private readonly clock: Clock,
  ) {}

  /**
   * Judges one try.
   * @param account whose secret is guessed at
   * @param judge looks whether the guess is right; null where it is not
   * @param most failures of one account in a window
   * @returns what `judge` found; null where that was nothing
   * @throws ProblemError 429 with `Retry-After` while the account or the address has failed too often
   */
  async attempt<Found>(
    account: string,
    address: string,
    judge: () => Promise<Found | null>,
    most = MOST.account,
  ): Promise<Found | null> {
    const failures = await this.#check(account, address, most);
    const found = await judge();
    if (found === null) await this.#failed(account, address);
    await pause(delayAfter(failures));
    // Of many tries at once no more are answered than one after the other: some have failed meanwhile.
    await this.#check(account, address, most, found === null ? 1 : 0);
    return found;
  }

  async #check(account: string, address: string, most: number, own = 0): Promise<number> {
    const window = this.#window();
    const [ofAccount = 0, ofAddress = 0] = await this.counters.read(
      this.#keys(account, address, window.index),
    );
    if (ofAccount - own < most && ofAddress - own < MOST.address) return ofAccount;
    throw new ProblemError('rate_limited', { headers: { 'retry-after': String(window.secondsLeft) } });
  }

  async #failed(account: string, address: string): Promise<void> {
    const { index } = this.#window();
    await this.counters.increment(this.#keys(account, address, index), WINDOW_SECONDS * 2);
  }

  #keys(account: string, address: string, window: number): string[] {
    // A hash, so that the counters hold no addresses of people.
    const hash = createHash('sha256').update(account.trim().toLowerCase()).digest('base64url').slice(0, 22);
    return [`sign-in:account:${hash}:${window}`, `sign-in:address:${networkOf(address)}:${window}`];
  }

  #window(): { index: number; secondsLeft: number } {
    const seconds = Math.floor(this.clock.now().getTime() / 1_000);
    const index = Math.floor(seconds / WINDOW_SECONDS);
    return { index, secondsLeft: (index + 1) * WINDOW_SECONDS - seconds };
  }
}
