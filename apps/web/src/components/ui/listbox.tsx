import { Check } from 'lucide-react';
import {
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useId,
  useMemo,
  useState,
} from 'react';
import { plainText } from '../../lib/plain-text.js';
import { classNames } from './class-names.js';
import { Popup } from './popup.js';

export interface Choice<Value extends string> {
  value: Value;
  label: string;
  icon?: ReactNode;
  hint?: string | undefined;
}

interface BaseProps<Value extends string> {
  label: string;
  choices: readonly Choice<Value>[];
  /** The button that opens it. */
  children: ReactElement;
  open?: boolean | undefined;
  onOpenChange?: (open: boolean) => void;
  filterLabel?: string | undefined;
}

/** From this many choices on, a field filters them. */
const FILTER_FROM = 9;

/** One value of a few. */
export function Picker<Value extends string>({
  value,
  onPick,
  ...rest
}: BaseProps<Value> & { value: Value | null; onPick: (value: Value) => void }) {
  return <Listbox {...rest} values={value === null ? [] : [value]} many={false} onPick={onPick} />;
}

/** Any number of a few values. */
export function MultiPicker<Value extends string>({
  values,
  onChange,
  ...rest
}: BaseProps<Value> & { values: readonly Value[]; onChange: (values: Value[]) => void }) {
  const toggle = (picked: Value) =>
    onChange(
      rest.choices
        .map((choice) => choice.value)
        .filter((value) => (value === picked ? !values.includes(value) : values.includes(value))),
    );
  return <Listbox {...rest} values={values} many onPick={toggle} />;
}

interface ListboxProps<Value extends string> extends BaseProps<Value> {
  values: readonly Value[];
  many: boolean;
  onPick: (value: Value) => void;
}

function Listbox<Value extends string>({ children, open, onOpenChange, ...rest }: ListboxProps<Value>) {
  return (
    <Popup
      trigger={children}
      kind="listbox"
      open={open}
      onOpenChange={onOpenChange}
      onShown={(popup) => popup.querySelector<HTMLElement>('[data-keys]')?.focus()}
    >
      {(close) => <Options {...rest} onClose={close} />}
    </Popup>
  );
}

type OptionsProps<Value extends string> = Omit<ListboxProps<Value>, 'children' | 'open' | 'onOpenChange'> & {
  onClose: () => void;
};

/** The focus stays on the list, or on the field that filters it; keys move the active option. */
function Options<Value extends string>({
  label,
  choices,
  values,
  many,
  filterLabel,
  onPick,
  onClose,
}: OptionsProps<Value>) {
  const id = useId();
  const [text, setText] = useState('');
  const filtered = choices.length >= FILTER_FROM;
  const shown = useMemo(() => {
    const wanted = plainText(text.trim());
    return wanted ? choices.filter((choice) => plainText(choice.label).includes(wanted)) : choices;
  }, [choices, text]);
  const [index, setIndex] = useState(() =>
    Math.max(
      0,
      choices.findIndex((choice) => values.includes(choice.value)),
    ),
  );
  const active = shown[Math.min(index, shown.length - 1)];
  const activeId = active && `${id}-${active.value}`;

  useEffect(() => {
    if (activeId) document.getElementById(activeId)?.scrollIntoView({ block: 'nearest' });
  }, [activeId]);

  function pick(choice: Choice<Value> | undefined): void {
    if (!choice) return;
    onPick(choice.value);
    if (!many) onClose();
  }
  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setIndex((Math.min(index, shown.length - 1) + step + shown.length) % Math.max(1, shown.length));
    else if (event.key === 'Home' && !filtered) setIndex(0);
    else if (event.key === 'End' && !filtered) setIndex(shown.length - 1);
    else if (event.key === 'Enter' || (event.key === ' ' && !filtered)) pick(active);
    else if (event.key === 'Tab') onClose();
    else if (!filtered && event.key.length === 1 && !event.ctrlKey && !event.metaKey) typeAhead(event.key);
    else return;
    if (event.key !== 'Tab') event.preventDefault();
  }
  function typeAhead(key: string): void {
    const order = [...shown.slice(index + 1), ...shown.slice(0, index + 1)];
    const found = order.find((choice) => plainText(choice.label).startsWith(plainText(key)));
    if (found) setIndex(shown.indexOf(found));
  }

  const keys = { 'data-keys': '', 'aria-activedescendant': activeId, onKeyDown };
  return (
    <>
      {filtered && (
        <input
          {...keys}
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-label={filterLabel ?? label}
          placeholder={filterLabel ?? label}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setIndex(0);
          }}
          className="border-line text-13 coarse:text-16 mb-1 h-8 w-full border-b bg-transparent px-2 outline-none"
        />
      )}
      <div
        {...(!filtered && { ...keys, tabIndex: 0 })}
        role="listbox"
        id={`${id}-list`}
        aria-label={label}
        aria-multiselectable={many}
        className="outline-none"
      >
        {shown.map((choice, position) => {
          const selected = values.includes(choice.value);
          return (
            <div
              key={choice.value}
              id={`${id}-${choice.value}`}
              role="option"
              aria-selected={selected}
              onClick={() => pick(choice)}
              onPointerMove={() => setIndex(position)}
              className={classNames(MENU_ITEM, choice === active && 'bg-hover')}
            >
              {choice.icon}
              <span className="min-w-0 flex-1 truncate">{choice.label}</span>
              {choice.hint && <span className="text-12 text-text-muted">{choice.hint}</span>}
              <Check
                aria-hidden
                className={classNames('text-accent size-4 shrink-0', !selected && 'invisible')}
              />
            </div>
          );
        })}
      </div>
    </>
  );
}

export const MENU_ITEM =
  'text-13 coarse:min-h-11 flex min-h-8 w-full items-center gap-2 rounded-md px-2 py-1 text-left select-none';
