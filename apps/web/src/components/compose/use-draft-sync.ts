import type { Draft, Drafts } from '@noxdesk/contracts';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { call, endpoints } from '../../lib/api/index.js';
import { storage } from '../../lib/storage.js';
import { type DraftText, NOTHING } from './draft-text.js';
import { followsServer } from './merge-drafts.js';

/** How long typing rests before a draft goes to the server, where another device finds it. */
const REST_MS = 1_500;
/** Browsers let requests of up to 64 KiB outlive their page. */
const OUTLIVES_PAGE = 16_000;

/** To the customer, or to the team: two texts that never meet. */
export type DraftType = keyof Drafts;

interface DraftSync {
  /** The ticket that is answered, or `new`. */
  draftKey: string;
  ownerId: string;
  texts: Partial<Record<DraftType, DraftText>>;
  /** Told of what was written elsewhere, where nothing has been written here since; empty: it was sent or erased. */
  onRemote: (found: Partial<Record<DraftType, DraftText>>) => void;
}

/**
 * Keeps drafts on the server besides those in this browser, which stay the first to be written and the last to be
 * lost: what cannot reach the server is tried again with the next key or visit.
 */
export function useDraftSync(sync: DraftSync): { discard: (type: DraftType) => void } {
  const { draftKey, ownerId, texts } = sync;
  const latest = useRef(sync);
  const channel = useRef<ReturnType<typeof openChannel>>(undefined);

  useLayoutEffect(() => {
    latest.current = sync;
  });

  useEffect(() => {
    const opened = openChannel(draftKey, ownerId, latest);
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
  }, [texts.reply?.body, texts.reply?.html, texts.note?.body, texts.note?.html]);

  return {
    discard: (type) => {
      // At once: what still waits to be saved must not bring back what has been sent.
      latest.current = withTexts(latest.current, { [type]: NOTHING });
      void channel.current?.push();
    },
  };
}

const withTexts = (sync: DraftSync, texts: DraftSync['texts']): DraftSync => ({
  ...sync,
  texts: { ...sync.texts, ...texts },
});

const textOf = (draft: Draft | null): DraftText =>
  draft ? { body: draft.body, html: draft.body_html } : NOTHING;

/** The calls for the drafts of one ticket, one after another, so that none overtakes another. */
function openChannel(draftKey: string, ownerId: string, latest: { current: DraftSync }) {
  const params = { key: draftKey };
  const memory = (type: DraftType) =>
    `draft-base.${ownerId}.${draftKey}${type === 'reply' ? '' : `.${type}`}`;
  const base = (type: DraftType) => storage.get(memory(type)) ?? '';
  const remember = (type: DraftType, text: string) => storage.set(memory(type), text || null);
  const written = () => Object.entries(latest.current.texts) as [DraftType, DraftText][];
  const savedHtml = new Map<DraftType, string | null>();
  let loaded = false;
  let last: Promise<void> = Promise.resolve();
  // What fails is tried again: nothing is remembered before the server has it.
  const inTurn = (task: () => Promise<void>) => (last = last.then(task).catch(() => undefined));

  async function load(): Promise<void> {
    if (loaded) return;
    const drafts = await call(endpoints.drafts.get, { params });
    loaded = true;
    const followed: DraftSync['texts'] = {};
    for (const [type, { body }] of written()) {
      const remote = textOf(drafts[type]);
      if (followsServer({ local: body, base: base(type), remote: remote.body })) followed[type] = remote;
      remember(type, remote.body);
    }
    if (Object.keys(followed).length === 0) return;
    latest.current = withTexts(latest.current, followed);
    latest.current.onRemote(followed);
  }

  async function saveOne(type: DraftType, { body, html }: DraftText): Promise<void> {
    if (body === base(type) && (!savedHtml.has(type) || html === savedHtml.get(type))) return;
    const keepalive = body.length + (html?.length ?? 0) < OUTLIVES_PAGE;
    if (body.trim() === '')
      await call(endpoints.drafts.discard, { params, query: { message_type: type }, keepalive });
    else
      await call(endpoints.drafts.save, {
        params,
        body: { body, body_html: html, message_type: type },
        keepalive,
      });
    remember(type, body);
    savedHtml.set(type, html);
  }

  async function save(): Promise<void> {
    await load();
    for (const [type, text] of written()) await saveOne(type, text);
  }

  return { load: () => inTurn(load), push: () => inTurn(save) };
}
