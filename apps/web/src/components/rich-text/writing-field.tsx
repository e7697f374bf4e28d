import { type ComponentType, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { PlainField } from './plain-field.js';
import type { WritingProps } from './types.js';

type Rich = ComponentType<WritingProps & { autoFocus: boolean }>;

let loaded: Rich | null = null;
let loading: Promise<Rich> | null = null;

/** Begins to fetch the editor; the sooner, the less often one writes without it. */
export function preloadEditor(): Promise<Rich> {
  loading ??= import('./rich-editor.js').then(
    (module) => (loaded = module.default),
    (error: unknown) => {
      // The network was away: the next field tries again.
      loading = null;
      throw error;
    },
  );
  return loading;
}

/**
 * A field to write in: the editor as soon as it is there, a plain one until then and where it cannot be had. It does
 * not change under the hands of somebody who has begun to write in the plain one.
 */
export function WritingField(props: WritingProps) {
  const [Editor, setEditor] = useState<Rich | null>(() => loaded);
  const [focused, setFocused] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (Editor) return undefined;
    let gone = false;
    preloadEditor().then(
      (component) => {
        if (gone) return;
        // In one go: whoever takes the focus between the look at it and the exchange would lose it again.
        flushSync(() => {
          setFocused(box.current?.contains(document.activeElement) ?? false);
          setEditor(() => component);
        });
      },
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [Editor]);
  // Written in with the plain field: it stays until it is left.
  const [keep, setKeep] = useState(false);
  const rich = Editor !== null && !keep;
  const leave = () => {
    setKeep(false);
    setFocused(false);
  };
  return (
    <div ref={box} onBlur={leave}>
      {rich ? (
        <Editor {...props} autoFocus={focused} />
      ) : (
        <PlainField
          {...props}
          onChange={(written) => {
            setKeep(true);
            props.onChange(written);
          }}
        />
      )}
    </div>
  );
}
