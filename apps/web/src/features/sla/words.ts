import { useLingui } from '@lingui/react/macro';

export function usePercent(): (share: number) => string {
  const { i18n } = useLingui();
  const format = new Intl.NumberFormat(i18n.locale, { style: 'percent', maximumFractionDigits: 0 });
  // 99.6 % is not all of it, and 0.4 % is not nothing.
  return (share) =>
    format.format(share > 0.99 && share < 1 ? 0.99 : share > 0 && share < 0.01 ? 0.01 : share);
}

/** A week by its Monday, as `16 nov`. */
export function useWeekName(): (monday: string) => string {
  const { i18n } = useLingui();
  const format = new Intl.DateTimeFormat(i18n.locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return (monday) => format.format(new Date(`${monday}T00:00:00Z`));
}
