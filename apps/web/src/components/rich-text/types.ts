import type { Ref } from 'react';

/** What stands in a field, as it changes. */
export interface Written {
  text: string;
  /** null: plain text says it all. */
  html: string | null;
  /** The text before the cursor, in the paragraph it stands in. */
  before: string;
}

/** What others do with the field one writes in, whichever it is. */
export interface WritingHandle {
  focus: () => void;
  /** Puts text in the place of the last characters before the cursor. */
  replaceBefore: (length: number, text: string) => void;
  /** Shows a picture where the cursor is; in a plain field it is only attached. */
  insertImage: (file: File) => void;
  /** Begins anew with this. */
  reset: (text: string, html: string | null) => void;
}

export interface WritingProps {
  label: string;
  placeholder: string;
  text: string;
  html: string | null;
  onChange: (written: Written) => void;
  onCursor: (before: string) => void;
  /** Asked first; true: the key has been used. */
  onKey: (event: KeyboardEvent) => boolean;
  /** For a list of suggestions that the keys move in. */
  suggestions: { id: string; activeId: string } | null;
  ref: Ref<WritingHandle>;
}
