import { useLingui } from '@lingui/react/macro';

/** Monday first. */
export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** Weekday names by locale; 2024-01-01 was a Monday. */
export function useWeekdayName(): (weekday: number) => string {
  const { i18n } = useLingui();
  const format = new Intl.DateTimeFormat(i18n.locale, { weekday: 'long', timeZone: 'UTC' });
  return (weekday) => format.format(Date.UTC(2024, 0, weekday));
}
