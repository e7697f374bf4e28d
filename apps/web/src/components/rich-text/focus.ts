import type { ChainedCommands, Editor } from '@tiptap/core';

/**
 * The focus now: the editor's own command waits for the next frame, and keys typed before that would be taken for
 * shortcuts of the page.
 */
export function focusNow(editor: Editor): void {
  editor.view.focus();
  editor.commands.scrollIntoView();
}

/** Commands for an editor that has the focus. */
export function focusedChain(editor: Editor): ChainedCommands {
  focusNow(editor);
  return editor.chain();
}
