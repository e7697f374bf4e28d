import { type BounceRecipient, type MailBounce } from '../types.js';
import { bodyBytes } from '../mime/entity.js';
import { type ClassifyInput } from './classify.js';
import { isPermanent, readDeliveryStatus, specificStatus, statusOf } from './delivery-status.js';
import { originalMessageId } from './original-message.js';
import { noticeOf } from './bounce-text.js';
import { diagnosticOf } from './diagnostics.js';
import { readPlainBounce } from './plain-bounce.js';

const MAX_NOTICE = 64 * 1024;
const STATUS_TYPE = /^message\/(?:global-)?delivery-status$/;

/** The notice's recipients as a bounce; null where the mail is no delivery status notification. */
export function readBounce(input: ClassifyInput): MailBounce | null {
  const body = input.specials.some((each) => STATUS_TYPE.test(each.type));
  const standard = body ? readAllStatuses(input) : [];
  const plain = standard.length > 0 ? null : readPlainBounce(input);
  const recipients = standard.length > 0 ? withWords(standard, input.text) : plain;
  if (!recipients || recipients.length === 0) return null;
  const main = mainRecipient(recipients);
  return {
    ...main,
    originalMessageId: originalMessageId(input),
    recipients,
    permanent: isPermanent(main),
  };
}

/** All status parts of the mail: some mailers put a text before the real one under the same type. */
function readAllStatuses(input: ClassifyInput): BounceRecipient[] {
  const { limits, defects } = input.context;
  return input.specials
    .filter((each) => STATUS_TYPE.test(each.type))
    .slice(0, 20)
    .flatMap((each) => readDeliveryStatus(bodyBytes(each, defects), limits, defects));
}

/** Some mailers (OpenSMTPD) put the other server's answer into the readable part alone, behind the address it is of. */
function withWords(recipients: BounceRecipient[], text: string): BounceRecipient[] {
  if (recipients.every((each) => each.diagnostic !== '')) return recipients;
  const { notice } = noticeOf(text.slice(0, MAX_NOTICE));
  const lower = notice.toLowerCase();
  return recipients.map((each) => {
    const at = each.diagnostic === '' && each.recipient !== '' ? lower.indexOf(each.recipient) : -1;
    if (at === -1) return each;
    const diagnostic = diagnosticOf(
      /^[^\n]*(?:\n[ \t]+[^\n]*){0,3}/.exec(notice.slice(at))![0].replace(/\n\s*/g, ' '),
    );
    const status = specificStatus(each.status, diagnostic) || statusOf(diagnostic);
    return { ...each, diagnostic, status };
  });
}

/** A failure outweighs a delay, a delay a success. */
function mainRecipient(recipients: BounceRecipient[]): BounceRecipient {
  return (
    recipients.find((each) => each.action === 'failed') ??
    recipients.find((each) => each.action === 'delayed') ??
    recipients[0]!
  );
}
