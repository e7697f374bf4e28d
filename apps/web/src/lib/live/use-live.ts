import { type Query, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { onLiveEvent, startLive } from './connection.js';

/** A burst of events renews a list once. */
const GATHER_MS = 250;

/** What a form is filled from. It must not change under the hands of who fills it in, nor be asked for once erased. */
const feedsForm = ({ queryKey }: Query) => queryKey[0] === 'resource' && queryKey[2] === 'item';

/** What the stream tells of. */
const TOLD_OF = new Set<unknown>(['ticket', 'tickets', 'view-counts', 'notifications']);
const wasRead = ({ queryKey, state }: Query) => TOLD_OF.has(queryKey[0]) && state.data !== undefined;

/** Keeps what is on the screen up to date with what others do. */
export function useLive(): void {
  const client = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const renewLists = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: ['tickets'] });
      }, GATHER_MS);
    };
    let heard = false;
    const stop = onLiveEvent(({ type, data }) => {
      // What changed between the first reading and the first word of the stream was told to nobody here.
      if (type === 'hello' && !heard)
        void client.invalidateQueries({ predicate: wasRead }, { cancelRefetch: false });
      heard ||= type === 'hello';
      if (type === 'resync') void client.invalidateQueries({ predicate: (query) => !feedsForm(query) });
      if (type === 'presence' || !data.ticket_id) return;
      void client.invalidateQueries({ queryKey: ['ticket', data.ticket_id] });
      renewLists();
    });
    startLive();
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [client]);
}
