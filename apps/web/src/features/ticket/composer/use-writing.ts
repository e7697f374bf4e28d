import type { Ticket } from '@noxdesk/contracts';
import { type RefObject, useLayoutEffect, useRef } from 'react';
import { flushSync } from 'react-dom';
import { useDraft } from '../../../components/compose/use-draft.js';
import { type DraftText, NOTHING } from '../../../components/compose/draft-text.js';
import { useDraftSync } from '../../../components/compose/use-draft-sync.js';
import { useFiles } from '../../../components/compose/use-files.js';
import type { WritingHandle } from '../../../components/rich-text/types.js';
import { begunSince, type ComposerDraft, EMPTY, isEmptyDraft, joined, MODES, reviveDraft } from './drafts.js';
import type { Mode } from './mode-tabs.js';

const isPicture = (file: File) => /^image\/(?:png|jpeg|gif)$/.test(file.type);

/** A picture that is pasted or dropped stands where the cursor is, besides going along as a file. */
const useFilesOf = (field: RefObject<WritingHandle | null>) =>
  useFiles({
    onDropped: (dropped) => dropped.filter(isPicture).forEach((file) => field.current?.insertImage(file)),
  });

/**
 * What is being written on a ticket. The answer and the note have words, files and a field each, so that nothing that
 * was meant for the team can go to the customer by a change of the mode.
 */
export function useWriting(ticket: Ticket, ownerId: string) {
  const kept = useDraft(`draft.${ownerId}.${ticket.id}`, EMPTY, {
    revive: reviveDraft,
    isEmpty: isEmptyDraft,
  });
  const { draft, change } = kept;
  const present = useRef(draft);
  useLayoutEffect(() => {
    present.current = draft;
  });
  const replyField = useRef<WritingHandle>(null);
  const noteField = useRef<WritingHandle>(null);
  const fields = { reply: replyField, note: noteField };
  const files = { reply: useFilesOf(replyField), note: useFilesOf(noteField) };

  function replace(next: Partial<ComposerDraft>): void {
    change(next);
    for (const mode of MODES) {
      const text = next[mode];
      if (text) fields[mode].current?.reset(text.body, text.html);
    }
  }
  const serverDrafts = useDraftSync({
    draftKey: ticket.id,
    ownerId,
    texts: { reply: draft.reply, note: draft.note },
    onRemote: (found) => {
      const next = { ...present.current, ...found };
      // Only a note has been begun elsewhere: one goes on with it.
      const goesOn = next.reply.body === '' && found.note !== undefined && found.note.body !== '';
      replace({ ...found, ...(goesOn && { mode: 'note' }) });
    },
  });
  const { mode } = draft;
  return {
    mode,
    text: draft[mode],
    /** The modes that something has been written in, besides the one on the screen. */
    shown: MODES.filter((one) => one === mode || draft[one].body !== ''),
    draft,
    fields,
    field: fields[mode],
    files: files[mode],
    /** At once, so that the field is there for the focus. */
    pick: (next: Mode) => {
      if (next !== mode) flushSync(() => change({ mode: next }));
    },
    write: (into: Mode, text: DraftText) => change({ [into]: text }),
    /** An answer comes back, before whatever has been begun since. */
    giveBack: (text: DraftText, given: readonly File[]) => {
      flushSync(() => replace({ mode: 'reply', reply: joined(text, present.current.reply) }));
      files.reply.add(given);
      fields.reply.current?.focus();
    },
    /** Forgets what has been sent; what was begun meanwhile stays. At once: a second press finds nothing to send. */
    sent: (sentMode: Mode, text: DraftText) => {
      const rest = begunSince(text, present.current[sentMode]);
      flushSync(() => change({ [sentMode]: rest }));
      fields[sentMode].current?.reset(rest.body, rest.html);
      if (rest.body === NOTHING.body) serverDrafts.discard(sentMode);
    },
  };
}
