import type { Draft } from '@noxdesk/contracts';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { call, endpoints } from '../../lib/api/index.js';
import { storage } from '../../lib/storage.js';
import { followsServer } from './merge-drafts.js';

/** How long typing rests before a draft goes to the server, where another device finds it. */
const REST_MS = 1_500;
/** Browsers let requests of up to 64 KiB outlive their page. */
const OUTLIVES_PAGE = 16_000;

interface DraftSync {
  /** The ticket that is answered, or `new`. */
  draftKey: string;
  ownerId: string;
  body: string;
  /** The same with its format, where it has one. */
  html?: string | null;
  messageType: 'reply' | 'note';
  /** Told of what was written elsewhere, where nothing has been written here since; null: it was sent or erased. */
  onRemote: (draft: Draft | null) => void;
}

/**
 * Keeps a draft on the server besides the one in this browser, which stays the first to be written and the last to
 * be lost: what cannot reach the server is tried again with the next key or visit.
 */
export function useDraftSync(sync: DraftSync): { discard: () => void } {
  const { draftKey, ownerId, body, html = null } = sync;
  const latest = useRef(sync);
  const channel = useRef<ReturnType<typeof openChannel>>(undefined);

  useLayoutEffect(() => {
    latest.current = sync;
  });

  useEffect(() => {
    const opened = openChannel(draftKey, `draft-base.${ownerId}.${draftKey}`, latest);
    channel.current = opened;
    void opened.load();
    const leave = () => void opened.push();
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, [draftKey, ownerId]);

  useEffect(() => {
    const timer = setTimeout(() => void channel.current?.push(), REST_MS);
    return () => clearTimeout(timer);
  }, [body, html]);

  return {
    discard: () => {
      // At once: what still waits to be saved must not bring back what has been sent.
      latest.current = { ...latest.current, body: '', html: null };
      void channel.current?.push();
    },
  };
}

/** The calls for one draft, one after another, so that none overtakes another. */
function openChannel(draftKey: string, memory: string, latest: { current: DraftSync }) {
  const params = { key: draftKey };
  const base = () => storage.get(memory) ?? '';
  const remember = (text: string) => storage.set(memory, text || null);
  let savedHtml: string | null | undefined;
  let loaded = false;
  let last: Promise<void> = Promise.resolve();
  // What fails is tried again: nothing is remembered before the server has it.
  const inTurn = (task: () => Promise<void>) => (last = last.then(task).catch(() => undefined));

  async function load(): Promise<void> {
    if (loaded) return;
    const draft = await call(endpoints.drafts.get, { params });
    loaded = true;
    const remote = draft?.body ?? '';
    const { body, onRemote } = latest.current;
    const follow = followsServer({ local: body, base: base(), remote });
    remember(remote);
    if (!follow) return;
    latest.current = { ...latest.current, body: remote, html: draft?.body_html ?? null };
    onRemote(draft);
  }

  async function save(): Promise<void> {
    await load();
    const { body, html = null, messageType } = latest.current;
    if (body === base() && (savedHtml === undefined || html === savedHtml)) return;
    const keepalive = body.length + (html?.length ?? 0) < OUTLIVES_PAGE;
    if (body.trim() === '') await call(endpoints.drafts.discard, { params, keepalive });
    else
      await call(endpoints.drafts.save, {
        params,
        body: { body, body_html: html, message_type: messageType },
        keepalive,
      });
    remember(body);
    savedHtml = html;
  }

  return { load: () => inTurn(load), push: () => inTurn(save) };
}
