import { useEffect, useState } from 'react';

const REST_MS = 150;

/** A text that is typed, once one has paused: what is asked of the server while one types. */
export function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}
