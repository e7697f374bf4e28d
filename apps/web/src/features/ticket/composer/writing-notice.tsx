import { useLingui } from '@lingui/react/macro';
import type { Colleague } from '../../../lib/live/presence.js';

/** Who else writes to this ticket right now. */
export function WritingNotice({ colleagues }: { colleagues: readonly Colleague[] }) {
  const { t } = useLingui();
  const names = colleagues.filter((one) => one.typing).map((one) => one.name);
  return (
    <p role="status" className="text-12 text-warning font-medium">
      {names.length > 0 && <span className="mb-2 block">{t`${names.join(', ')} está escribiendo…`}</span>}
    </p>
  );
}
