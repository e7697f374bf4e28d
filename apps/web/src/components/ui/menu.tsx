import type { KeyboardEvent, ReactElement, ReactNode } from 'react';
import { classNames } from './class-names.js';
import { MENU_ITEM } from './listbox.js';
import { Popup } from './popup.js';

export interface MenuAction {
  id: string;
  label: string;
  icon?: ReactNode;
  shortcut?: string | undefined;
  perform: () => void;
}

const itemsOf = (menu: HTMLElement) => [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')];

function onKeyDown(event: KeyboardEvent<HTMLElement>, close: () => void): void {
  const items = itemsOf(event.currentTarget);
  const index = items.indexOf(document.activeElement as HTMLElement);
  const next = {
    ArrowDown: (index + 1) % items.length,
    ArrowUp: (index - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  }[event.key];
  if (event.key === 'Tab') close();
  if (next === undefined) return;
  event.preventDefault();
  items[next]?.focus();
}

/** A menu of things to do. */
export function ActionMenu({
  label,
  actions,
  children,
  align = 'end',
}: {
  label: string;
  actions: readonly MenuAction[];
  children: ReactElement;
  align?: 'start' | 'end';
}) {
  return (
    <Popup trigger={children} kind="menu" align={align} onShown={(popup) => itemsOf(popup)[0]?.focus()}>
      {(close) => (
        <div role="menu" aria-label={label} onKeyDown={(event) => onKeyDown(event, close)}>
          {actions.map((action) => (
            <button
              key={action.id}
              type="button"
              role="menuitem"
              tabIndex={-1}
              onClick={() => {
                close();
                action.perform();
              }}
              className={classNames(
                MENU_ITEM,
                'hover:bg-hover focus-visible:bg-hover focus-visible:outline-none',
              )}
            >
              {action.icon}
              <span className="min-w-0 flex-1 truncate">{action.label}</span>
              {action.shortcut && <span className="text-12 text-text-muted">{action.shortcut}</span>}
            </button>
          ))}
        </div>
      )}
    </Popup>
  );
}
