import { useImperativeHandle, useRef } from 'react';
import type { WritingProps } from './types.js';

/** Plain writing: what there is until the editor has come, and where it cannot. */
export function PlainField({
  label,
  placeholder,
  text,
  onChange,
  onCursor,
  onKey,
  suggestions,
  ref,
}: WritingProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(ref, () => ({
    focus: () => field.current?.focus(),
    replaceBefore: (length, inserted) => {
      const element = field.current;
      if (!element) return;
      element.focus();
      const end = element.selectionEnd;
      // As a hand would write it, so that the cursor stands behind it and it can be undone.
      element.setRangeText(inserted, Math.max(0, end - length), end, 'end');
      element.dispatchEvent(new Event('input', { bubbles: true }));
    },
    insertImage: () => undefined,
    reset: () => undefined,
  }));
  const before = (element: HTMLTextAreaElement) => element.value.slice(0, element.selectionEnd);
  return (
    <textarea
      ref={field}
      aria-label={label}
      placeholder={placeholder}
      value={text}
      maxLength={200_000}
      onChange={({ target }) => onChange({ text: target.value, html: null, before: before(target) })}
      onSelect={({ currentTarget }) => onCursor(before(currentTarget))}
      onKeyDown={(event) => {
        if (onKey(event.nativeEvent)) event.preventDefault();
      }}
      aria-autocomplete="list"
      aria-controls={suggestions?.id}
      aria-activedescendant={suggestions?.activeId}
      className="text-14 coarse:text-16 field-sizing-content block max-h-[38dvh] min-h-18 w-full resize-none bg-transparent px-3 py-2 leading-[1.55] outline-none"
    />
  );
}
