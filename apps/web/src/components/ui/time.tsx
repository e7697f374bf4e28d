import { useLingui } from '@lingui/react/macro';
import { age, exactTime, relativeTime } from '../../lib/time/format.js';
import { useNow } from '../../lib/time/use-now.js';

/** A time told relative to now; the exact one on hover and for assistive technology. */
export function Time({ at, short = false, className }: { at: string; short?: boolean; className?: string }) {
  const { i18n } = useLingui();
  const now = useNow();
  return (
    <time dateTime={at} title={exactTime(at, i18n.locale)} className={className}>
      {short ? age(at, now, i18n.locale) : relativeTime(at, now, i18n.locale)}
    </time>
  );
}
