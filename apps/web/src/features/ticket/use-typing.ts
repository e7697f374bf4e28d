import { useEffect, useRef, useState } from 'react';
import { TYPING_MS } from '../../lib/live/presence.js';

/** Whether keys were pressed in the last seconds. */
export function useTyping() {
  const [typing, setTyping] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    typing,
    noticeKey: () => {
      setTyping(true);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setTyping(false), TYPING_MS);
    },
  };
}
