import { useEffect, useState } from 'react';

/**
 * The text of a field that is used a moment after typing rests. A value that changes from outside replaces the text;
 * one that only echoes what was typed does not, since more may have been typed meanwhile.
 */
export function useRestedText(value: string, onRest: (text: string) => void, restMs: number) {
  const [text, setText] = useState(value);
  const [told, setTold] = useState(value);
  const [seen, setSeen] = useState(value);
  if (value !== seen) {
    setSeen(value);
    if (value !== told) {
      setText(value);
      setTold(value);
    }
  }
  const rested = text.trim();
  const tell = () => {
    setTold(rested);
    onRest(rested);
  };
  useEffect(() => {
    if (rested === told) return undefined;
    const timer = setTimeout(tell, restMs);
    return () => clearTimeout(timer);
    // The newest handler is always the one of this render.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [rested, told, restMs]);
  return { text, setText, tellNow: tell };
}
