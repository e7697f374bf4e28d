import { type TextLines } from '../text/html-to-text.js';
import { type ReplySegment, type SplitReply } from '../types.js';

export interface SplitHints {
  /** The lines of the mail's HTML with what its containers say. */
  html?: TextLines | null;
}

/** Splits a mail's text into what its writer wrote and what it quotes; every character is in one segment. */
export function splitReply(text: string, _hints: SplitHints = {}): SplitReply {
  const segments: ReplySegment[] = [{ kind: 'reply', text }];
  return { reply: text.trim(), quoted: '', signature: '', segments, interleaved: false };
}
