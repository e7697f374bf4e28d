import { headerValue } from '../headers/header-block.js';
import { type ClassifyInput } from './classify.js';

/** Whether a mail is an automatic answer to one of ours (RFC 3834 and its dialects). */
export function readAutoReply(input: ClassifyInput): boolean {
  const submitted = (headerValue(input.root.fields, 'auto-submitted') ?? '').trim().toLowerCase();
  return submitted.startsWith('auto-replied');
}
