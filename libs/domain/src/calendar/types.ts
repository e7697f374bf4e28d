/** Monday = 1 … Sunday = 7. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/**
 * Opening hours of one weekday, as wall times `HH:MM` of the calendar's zone. `to` may be `24:00`. With `to`
 * at or before `from` the interval runs past midnight and belongs to the day it starts on.
 */
export interface WeeklyInterval {
  weekday: Weekday;
  from: string;
  to: string;
}

export interface BusinessCalendar {
  /** An IANA time zone, such as `Europe/Madrid`. */
  timezone: string;
  weekly: readonly WeeklyInterval[];
  /** Local dates `YYYY-MM-DD`. A holiday removes the intervals that start on it, and only those. */
  holidays?: readonly string[];
}

/** null: around the clock, every day. */
export type Calendar = BusinessCalendar | null;
