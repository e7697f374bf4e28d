import { useLingui } from '@lingui/react/macro';
import { Undo2 } from 'lucide-react';
import type { Held } from '../../lib/held/held.js';
import { Avatar } from '../ui/avatar.js';
import { Button } from '../ui/button.js';

/** An answer that goes out in a moment. */
export function HeldMessage({ held, author }: { held: Held; author: string }) {
  const { t } = useLingui();
  return (
    <article aria-label={t`Mensaje de ${author}, a punto de salir`} className="mt-3 flex gap-2">
      <span className="pt-2">
        <Avatar name={author} size={28} />
      </span>
      <div className="bg-surface border-line min-w-0 flex-1 rounded-lg border border-dashed px-3.5 py-2.5">
        <header className="text-12 text-text-muted mb-1 flex items-center gap-2">
          <span className="text-13 text-text font-semibold">{author}</span>
          <span>{t`Sale en unos segundos`}</span>
          <Button size="small" variant="quiet" icon={Undo2} onClick={held.takeBack} className="ml-auto">
            {t`Deshacer el envío`}
          </Button>
        </header>
        <p className="prose-message text-14 max-w-[72ch] leading-[1.55]">{held.text}</p>
      </div>
    </article>
  );
}
