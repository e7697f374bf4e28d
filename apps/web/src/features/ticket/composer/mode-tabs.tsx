import { useLingui } from '@lingui/react/macro';
import { Lock, type LucideIcon, Reply } from 'lucide-react';
import { classNames } from '../../../components/ui/class-names.js';

export type Mode = 'reply' | 'note';

interface ModeTabsProps {
  mode: Mode;
  /** Where something has been written. */
  begun: readonly Mode[];
  onPick: (mode: Mode) => void;
}

/** Whether one writes to the customer or to the team: never to be mistaken for each other. */
export function ModeTabs({ mode, begun, onPick }: ModeTabsProps) {
  const { t } = useLingui();
  return (
    <div role="group" aria-label={t`Tipo de mensaje`} className="flex gap-1">
      <Tab mode="reply" current={mode} begun={begun} onPick={onPick} icon={Reply}>
        {t`Respuesta`}
      </Tab>
      <Tab mode="note" current={mode} begun={begun} onPick={onPick} icon={Lock}>
        {t`Nota`}
      </Tab>
    </div>
  );
}

interface TabProps extends ModeTabsProps {
  current: Mode;
  icon: LucideIcon;
  children: string;
}

function Tab({ mode, current, begun, onPick, icon: Icon, children }: TabProps) {
  const { t } = useLingui();
  const selected = mode === current;
  return (
    <button
      type="button"
      aria-pressed={selected}
      // The focus stays where it is: on a phone the tools come and go with it, and with them the place of this button.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onPick(mode)}
      className={classNames(
        'text-13 coarse:min-h-11 inline-flex h-7 items-center gap-1.5 rounded-md px-2',
        selected ? 'bg-hover font-medium' : 'text-text-muted hover:text-text',
        selected && mode === 'note' && 'text-note-text',
      )}
    >
      <Icon aria-hidden className="size-3.5" />
      {children}
      {!selected && begun.includes(mode) && (
        <span className="bg-accent size-1.5 rounded-full">
          <span className="sr-only">{t`(borrador sin enviar)`}</span>
        </span>
      )}
    </button>
  );
}
