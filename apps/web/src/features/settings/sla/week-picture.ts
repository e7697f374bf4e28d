import type { Calendar } from './draft.js';

export interface Stretch {
  /** Minutes since midnight, 0 to 1440. */
  from: number;
  to: number;
}

const minutesOf = (time: string): number => {
  const [hours = NaN, minutes = NaN] = time.split(':').map(Number);
  return hours * 60 + minutes;
};

/**
 * When each day of the week is open, Monday first, for a picture of it. What runs past midnight goes on in the next
 * day's row; what is not a time yet is left out.
 */
export function openByDay(weekly: Calendar['weekly']): Stretch[][] {
  const days: Stretch[][] = Array.from({ length: 7 }, () => []);
  for (const { weekday, from, to } of weekly) {
    const [start, end] = [minutesOf(from), minutesOf(to)];
    if (Number.isNaN(start) || Number.isNaN(end) || start === end) continue;
    if (end > start) days[weekday - 1]?.push({ from: start, to: Math.min(end, 1_440) });
    else {
      days[weekday - 1]?.push({ from: start, to: 1_440 });
      if (end > 0) days[weekday % 7]?.push({ from: 0, to: end });
    }
  }
  return days;
}
