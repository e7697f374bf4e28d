import { AsyncLocalStorage } from 'node:async_hooks';

/** The port through which time comes in, so that tests can hold and move it. */
export abstract class Clock {
  /** The present instant, in whole milliseconds, as the database keeps it. */
  abstract now(): Date;
}

const past = new AsyncLocalStorage<Date>();

export class SystemClock extends Clock {
  now(): Date {
    return past.getStore() ?? new Date();
  }
}

/** Does `work` as if it were done at `instant`: for what is told of days gone by. */
export const asOf = <Result>(instant: Date, work: () => Promise<Result>): Promise<Result> =>
  past.run(instant, work);
