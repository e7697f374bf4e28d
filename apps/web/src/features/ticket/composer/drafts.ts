import { type DraftText, NOTHING } from '../../../components/compose/draft-text.js';
import { fromText } from '../../../components/rich-text/document.js';
import type { Mode } from './mode-tabs.js';

/** An answer and a note, each with its own words, and which of them is being written. */
export interface ComposerDraft extends Record<Mode, DraftText> {
  mode: Mode;
}
export const EMPTY: ComposerDraft = { mode: 'reply', reply: NOTHING, note: NOTHING };
export const MODES: readonly Mode[] = ['reply', 'note'];

export const isEmptyDraft = (draft: ComposerDraft): boolean => MODES.every((mode) => draft[mode].body === '');

/** What a browser has kept; once there was one text, and the mode said whose it was. */
export function reviveDraft(kept: Partial<ComposerDraft & DraftText>): ComposerDraft {
  const { mode = 'reply', body = '', html = null, reply = NOTHING, note = NOTHING } = kept;
  const draft: ComposerDraft = { mode, reply, note };
  if (body !== '') draft[mode] = { body, html };
  return isEmptyDraft(draft) ? EMPTY : draft;
}

/** What comes back stands before what has been begun since. */
export function joined(back: DraftText, begun: DraftText): DraftText {
  if (begun.body.trim() === '') return back;
  const formatted = back.html !== null || begun.html !== null;
  return {
    body: `${back.body}\n\n${begun.body}`,
    html: formatted ? (back.html ?? fromText(back.body)) + (begun.html ?? fromText(begun.body)) : null,
  };
}

/** What has been written behind a message while it was being sent: the next one, without the words that have gone. */
export function begunSince(sent: DraftText, now: DraftText): DraftText {
  if (now.body === sent.body) return NOTHING;
  if (!now.body.startsWith(sent.body)) return now;
  return { body: now.body.slice(sent.body.length).trimStart(), html: null };
}
