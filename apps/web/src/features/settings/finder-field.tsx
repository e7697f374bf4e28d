import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { TextField } from '../../components/ui/field.js';
import { useRestedText } from '../../lib/use-rested-text.js';

const REST_MS = 250;

interface FinderFieldProps<Item> {
  label: string;
  hint: string;
  /** Names the list of what was found. */
  foundLabel: string;
  /** What is said where nothing was. */
  nothing: string;
  optional?: string;
  /** What is wrong where words were left that choose nothing. */
  unchosen?: string;
  queryKey: readonly string[];
  find: (words: string, signal: AbortSignal) => Promise<readonly Item[]>;
  nameOf: (item: Item) => string;
  show: (item: Item) => ReactNode;
  /** undefined: words are being written that choose nothing yet. */
  chosen: Item | null | undefined;
  onChoose: (item: Item | null | undefined) => void;
}

/** Finds one of many by what it is called; choosing it fills the field. */
export function FinderField<Item extends { id: string }>({
  chosen,
  onChoose,
  ...props
}: FinderFieldProps<Item>) {
  const [words, setWords] = useState('');
  const { text, setText } = useRestedText(words, setWords, REST_MS);
  const [left, setLeft] = useState(false);
  const found = useQuery({
    queryKey: [...props.queryKey, words],
    enabled: words !== '' && !chosen,
    queryFn: ({ signal }) => props.find(words, signal),
  });
  const isOpen = !chosen && text !== '' && found.data !== undefined;
  return (
    <div>
      <TextField
        label={props.label}
        hint={props.hint}
        optional={props.optional}
        error={left && !chosen && text.trim() !== '' ? props.unchosen : undefined}
        value={chosen ? props.nameOf(chosen) : text}
        onChange={(event) => {
          const { value } = event.target;
          onChoose(value.trim() === '' ? null : undefined);
          setLeft(false);
          setText(value);
        }}
        onBlur={() => setLeft(true)}
        autoComplete="off"
      />
      {isOpen && (
        <ul aria-label={props.foundLabel} className="border-line divide-line mt-1 divide-y rounded-md border">
          {found.data.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                onClick={() => onChoose(one)}
                className="hover:bg-hover coarse:min-h-11 w-full px-2.5 py-1.5 text-left"
              >
                {props.show(one)}
              </button>
            </li>
          ))}
          {found.data.length === 0 && <li className="text-text-muted px-2.5 py-1.5">{props.nothing}</li>}
        </ul>
      )}
    </div>
  );
}
