import { type ClassifyInput } from './classify.js';
import { autoSubmitted } from './auto-reply.js';

/** Fields of mailing lists and bulk senders (RFC 2369, RFC 2919 and their forerunners). */
const LIST_FIELDS = new Set([
  'list-id',
  'list-unsubscribe',
  'list-post',
  'list-help',
  'list-subscribe',
  'list-archive',
  'list-owner',
  'mailing-list',
  'x-beenthere',
  'x-mailinglist',
  'x-cron-env',
]);

/**
 * Whether a machine wrote or distributed the mail: auto-generated, a list, bulk. Only what the header says outright
 * counts; a sender's name ("no-reply") or style never does, so that no person's mail is taken for a machine's.
 */
export function isAutomatic(input: ClassifyInput): boolean {
  const { fields } = input.root;
  if (autoSubmitted(fields) !== '') return true;
  return fields.some(
    (field) =>
      (LIST_FIELDS.has(field.name) && field.value !== '') ||
      (field.name === 'precedence' && /^\s*"?(?:bulk|list|junk)\b/i.test(field.value)),
  );
}
