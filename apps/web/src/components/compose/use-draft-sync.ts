import type { Draft } from '@noxdesk/contracts';
import { useEffect, useRef } from 'react';
import { call, endpoints } from '../../lib/api/index.js';

/** How long typing rests before a draft goes to the server, where another device finds it. */
const REST_MS = 1_500;

interface DraftSync {
  ticketId: string;
  body: string;
  messageType: 'reply' | 'note';
  /** Told of a draft begun elsewhere, where nothing has been begun here. */
  onFound: (draft: Draft) => void;
}

/**
 * Keeps a draft on the server besides the one in this browser, which stays the first to be written and the last to
 * be lost: what cannot reach the server is tried again with the next key.
 */
export function useDraftSync({ ticketId, body, messageType, onFound }: DraftSync): { discard: () => void } {
  const params = { key: ticketId };
  const latest = useRef({ body, onFound });
  const stored = useRef<string | null>(null);

  useEffect(() => {
    latest.current = { body, onFound };
  });

  useEffect(() => {
    const abort = new AbortController();
    call(endpoints.drafts.get, { params: { key: ticketId }, signal: abort.signal }).then(
      (draft) => {
        if (abort.signal.aborted || !draft) return;
        stored.current = draft.body;
        if (latest.current.body === '' && draft.body !== '') latest.current.onFound(draft);
      },
      () => undefined,
    );
    return () => abort.abort();
  }, [ticketId]);

  useEffect(() => {
    if (body === (stored.current ?? '')) return undefined;
    const timer = setTimeout(() => {
      const done = () => {
        stored.current = body || null;
      };
      const key = { key: ticketId };
      const sent =
        body === ''
          ? call(endpoints.drafts.discard, { params: key })
          : call(endpoints.drafts.save, { params: key, body: { body, message_type: messageType } });
      sent.then(done, () => undefined);
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [ticketId, body, messageType]);

  return {
    discard: () => {
      stored.current = null;
      void call(endpoints.drafts.discard, { params }).catch(() => undefined);
    },
  };
}
