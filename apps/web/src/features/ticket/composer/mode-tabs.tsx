import { useLingui } from '@lingui/react/macro';
import { Lock, type LucideIcon, Reply } from 'lucide-react';
import { classNames } from '../../../components/ui/class-names.js';

export type Mode = 'reply' | 'note';

/** Whether one writes to the customer or to the team: never to be mistaken for each other. */
export function ModeTabs({ mode, onPick }: { mode: Mode; onPick: (mode: Mode) => void }) {
  const { t } = useLingui();
  return (
    <div role="group" aria-label={t`Tipo de mensaje`} className="flex gap-1">
      <Tab mode="reply" current={mode} onPick={onPick} icon={Reply}>
        {t`Respuesta`}
      </Tab>
      <Tab mode="note" current={mode} onPick={onPick} icon={Lock}>
        {t`Nota`}
      </Tab>
    </div>
  );
}

interface TabProps {
  mode: Mode;
  current: Mode;
  onPick: (mode: Mode) => void;
  icon: LucideIcon;
  children: string;
}

function Tab({ mode, current, onPick, icon: Icon, children }: TabProps) {
  const selected = mode === current;
  return (
    <button
      type="button"
      aria-pressed={selected}
      onClick={() => onPick(mode)}
      className={classNames(
        'text-13 coarse:min-h-11 inline-flex h-7 items-center gap-1.5 rounded-md px-2',
        selected ? 'bg-hover font-medium' : 'text-text-muted hover:text-text',
        selected && mode === 'note' && 'text-note-text',
      )}
    >
      <Icon aria-hidden className="size-3.5" />
      {children}
    </button>
  );
}
