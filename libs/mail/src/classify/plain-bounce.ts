import { type BounceRecipient } from '../types.js';
import { type ClassifyInput } from './classify.js';
import { statusOf } from './delivery-status.js';

const DAEMON = /^(?:mailer-?daemon|postmaster|mail-?daemon|mail delivery (?:sub)?system)\b/i;
const FAILURE_SUBJECT =
  /undeliver|delivery (?:status notification|failure|failed|problem)|returned mail|mail delivery failed|failure notice|delivery has failed/i;

/** Bounces without a machine-readable part; null where the mail is none. */
export function readPlainBounce(input: ClassifyInput): BounceRecipient[] | null {
  const daemon = DAEMON.test(input.from.address) || DAEMON.test(input.from.name);
  if (!daemon || !FAILURE_SUBJECT.test(input.subject)) return null;
  const recipient = /<?([^\s<>@:]+@[^\s<>@:]+?)>?[\s:,]/.exec(input.text)?.[1]?.toLowerCase() ?? '';
  return [{ recipient, status: statusOf(input.text), action: 'failed', diagnostic: '' }];
}
