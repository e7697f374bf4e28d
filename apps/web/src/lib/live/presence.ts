import { useEffect, useMemo, useRef, useState } from 'react';
import { call, endpoints } from '../api/index.js';
import { onLiveEvent } from './connection.js';
import { createVoice } from './voice.js';

export interface Colleague {
  id: string;
  name: string;
  typing: boolean;
}

type State = 'viewing' | 'typing' | 'left';

/** Said again this often; a colleague not heard of for longer has gone, or their network has. */
const SAY_EVERY_MS = 20_000;
const FORGET_AFTER_MS = 45_000;
/** Typing is over when no key has been pressed for this long. */
export const TYPING_MS = 5_000;

const tell = (ticketId: string, state: State) =>
  call(endpoints.live.presence, { params: { id: ticketId }, body: { state } });

/** Tells colleagues that one looks at or writes to a ticket, and who else does. */
export function usePresence(ticketId: string, ownId: string, typing: boolean): Colleague[] {
  const [others, setOthers] = useState<readonly (Colleague & { at: number })[]>([]);
  const say = useMemo(() => createVoice((state: State) => tell(ticketId, state)), [ticketId]);
  const own = useRef<State>('viewing');

  useEffect(() => {
    own.current = typing ? 'typing' : 'viewing';
    say(own.current);
    const timer = setInterval(() => say(own.current), SAY_EVERY_MS);
    return () => clearInterval(timer);
  }, [say, typing]);

  useEffect(() => {
    // The page does not live to see an answer: this cannot wait for what is still under way.
    const leave = () => void tell(ticketId, 'left').catch(() => undefined);
    window.addEventListener('pagehide', leave);
    const stop = onLiveEvent(({ type, data: { ticket_id, user, state } }) => {
      if (type !== 'presence' || ticket_id !== ticketId || !user || user.id === ownId) return;
      setOthers((before) => {
        const rest = before.filter((one) => one.id !== user.id);
        if (state === 'left') return rest;
        // Who has just come is told that somebody is here already, and whether they write.
        if (rest.length === before.length) say(own.current);
        return [...rest, { ...user, typing: state === 'typing', at: Date.now() }];
      });
    });
    const timer = setInterval(
      () => setOthers((before) => before.filter((one) => Date.now() - one.at < FORGET_AFTER_MS)),
      SAY_EVERY_MS,
    );
    return () => {
      window.removeEventListener('pagehide', leave);
      stop();
      clearInterval(timer);
      say('left');
    };
  }, [ticketId, ownId, say]);

  return others.map(({ id, name, typing: writes }) => ({ id, name, typing: writes }));
}
