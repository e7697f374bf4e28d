import { Temporal } from 'temporal-polyfill';
import { DAY_MS, MINUTE_MS } from './instants.js';

/** About 22 years; a zone that is asked about more starts its memory anew. */
const REMEMBERED_DAYS = 8_192;
const REMEMBERED_ZONES = 64;

/** The clock of one IANA zone. Temporal answers; what it said about an instant once is remembered. */
export class Zone {
  readonly #offsets = new Map<number, number>();

  private constructor(readonly id: string) {}

  static readonly #zones = new Map<string, Zone>();

  /** Throws a RangeError on an unknown zone. */
  static of(id: string): Zone {
    const known = this.#zones.get(id);
    if (known !== undefined) return known;
    if (!isKnownZone(id)) throw new RangeError(`unknown time zone: ${id}`);
    if (this.#zones.size >= REMEMBERED_ZONES) this.#zones.clear();
    const zone = new Zone(id);
    this.#zones.set(id, zone);
    return zone;
  }

  /** What local time is ahead of UTC, in ms, at 00:00 UTC of a day counted from 1970-01-01. */
  offsetAtUtcDay(day: number): number {
    const known = this.#offsets.get(day);
    if (known !== undefined) return known;
    const instant = Temporal.Instant.fromEpochMilliseconds(day * DAY_MS);
    const offset = instant.toZonedDateTimeISO(this.id).offsetNanoseconds / 1e6;
    if (this.#offsets.size >= REMEMBERED_DAYS) this.#offsets.clear();
    this.#offsets.set(day, offset);
    return offset;
  }

  /**
   * The offset that holds for a whole span of UTC days, or null where it changes. One look a day is enough:
   * no zone has ever changed its clock and changed it back within a day.
   */
  constantOffset(firstDay: number, lastDay: number): number | null {
    const offset = this.offsetAtUtcDay(firstDay);
    for (let day = firstDay + 1; day <= lastDay; day++) {
      if (this.offsetAtUtcDay(day) !== offset) return null;
    }
    return offset;
  }

  /**
   * The instant of a wall time, `minute` counted from the midnight of `day` (1440 and more: the next day's).
   * A wall time that occurs twice is its first occurrence, one that never occurs is read with the offset
   * before the gap (RFC 5545 §3.3.5; Temporal's "compatible").
   */
  instantOf(day: number, minute: number): number {
    const wall = Temporal.Instant.fromEpochMilliseconds(day * DAY_MS + minute * MINUTE_MS)
      .toZonedDateTimeISO('UTC')
      .toPlainDateTime();
    return wall.toZonedDateTime(this.id, { disambiguation: 'compatible' }).epochMilliseconds;
  }
}

/** IANA names only: `Europe/Madrid`, `UTC`; not `+02:00`, which some engines take as well. */
export function isKnownZone(id: string): boolean {
  if (!/^[A-Za-z]/.test(id)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(id);
    return true;
  } catch {
    return false;
  }
}
