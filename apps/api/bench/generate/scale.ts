/** How much is made, and over which time. */
export interface Scale {
  tickets: number;
  /** On average; a few threads have hundreds. */
  messagesPerTicket: number;
  requesters: number;
  agents: number;
  departments: number;
  /** Threads of this many messages that are made besides, as ends of the scale. */
  longThreads: { messages: number; count: number };
  /** First and last moment of what happens, in milliseconds. */
  from: number;
  until: number;
}

const YEARS_MS = 2 * 365 * 86_400_000;
// A fixed moment, so that the same seed makes the same rows.
const UNTIL = Date.UTC(2026, 9, 1);

const bounded = (value: number, least: number, most: number) =>
  Math.round(Math.min(most, Math.max(least, value)));

/** A company that has so many tickets. */
export const scaleOf = (tickets: number, more: Partial<Scale> = {}): Scale => ({
  tickets,
  messagesPerTicket: 8,
  requesters: bounded(tickets / 5, 20, 200_000),
  agents: bounded(tickets / 2_000, 10, 50),
  departments: bounded(tickets / 8_000, 4, 12),
  longThreads: { messages: 500, count: 12 },
  from: UNTIL - YEARS_MS,
  until: UNTIL,
  ...more,
});
