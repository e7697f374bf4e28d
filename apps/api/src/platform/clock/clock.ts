/** The port through which time comes in, so that tests can hold and move it. */
export abstract class Clock {
  /** The present instant, in whole milliseconds, as the database keeps it. */
  abstract now(): Date;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}
