import { useLingui } from '@lingui/react/macro';
import { useTitle } from '../../lib/use-title.js';
import { Board } from './board.js';
import { Compliance } from './compliance.js';

/** What leads look at: what will be breached soon, and what was promised and kept. */
export function SlaPage() {
  const { t } = useLingui();
  useTitle(t`Plazos`);
  return (
    <main className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex max-w-280 flex-col gap-10 px-4 py-6 md:px-8">
        <h1 className="text-20 font-semibold">{t`Plazos`}</h1>
        <Board />
        <Compliance />
      </div>
    </main>
  );
}
