import { classNames } from '../../../components/ui/class-names.js';
import type { Suggestion } from './use-suggest.js';

interface SuggestionsProps<Item extends Suggestion> {
  id: string;
  label: string;
  items: readonly Item[];
  index: number;
  onPoint: (index: number) => void;
  onUse: (item: Item) => void;
}

/** A list above the words that ask for it; the field keeps the focus. */
export function Suggestions<Item extends Suggestion>(props: SuggestionsProps<Item>) {
  const { id, label, items, index, onPoint, onUse } = props;
  if (items.length === 0) return null;
  return (
    <div className="relative">
      <ul
        id={id}
        role="listbox"
        aria-label={label}
        className="bg-surface-raised shadow-popup absolute bottom-1 left-2 z-20 max-h-64 w-[min(26rem,90%)] overflow-y-auto rounded-lg p-1"
      >
        {items.map((item, position) => (
          <li
            key={item.id}
            id={`${id}-${position}`}
            role="option"
            aria-selected={position === index}
            onPointerMove={() => onPoint(position)}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onUse(item)}
            className={classNames(
              'coarse:min-h-11 flex min-h-8 items-center gap-3 rounded-md px-2 py-1',
              position === index && 'bg-hover',
            )}
          >
            <span className="shrink-0 font-medium">{item.label}</span>
            <span className="text-12 text-text-muted min-w-0 flex-1 truncate">{item.detail}</span>
            {item.hint && <span className="text-12 text-text-muted">{item.hint}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
