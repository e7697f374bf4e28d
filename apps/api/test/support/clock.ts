import { Clock } from '../../src/platform/clock/clock.js';

/** Time that stands still until a test moves it. */
export class TestClock extends Clock {
  #now: number;

  constructor(start: string | Date = new Date()) {
    super();
    this.#now = new Date(start).getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  set(instant: string | Date): void {
    this.#now = new Date(instant).getTime();
  }

  advance({
    days = 0,
    hours = 0,
    minutes = 0,
    seconds = 0,
  }: Partial<Record<'days' | 'hours' | 'minutes' | 'seconds', number>>): void {
    this.#now += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000;
  }
}

/** Waits until the check holds, looking again and again; for what happens in the background. */
export async function eventually<Value>(
  check: () => Promise<Value | undefined | false>,
  limitMs = 15_000,
): Promise<Value> {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = await check();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`Not within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The same for assertions; where they never hold, what the last of them said is thrown. */
export async function eventuallyHolds(
  assertions: () => Promise<void> | void,
  limitMs = 5_000,
): Promise<void> {
  let refusal: unknown;
  const hold = async () => {
    try {
      await assertions();
      return true;
    } catch (error) {
      refusal = error;
      return false;
    }
  };
  await eventually(hold, limitMs).catch(() => {
    throw refusal;
  });
}
