import { headerValue } from '../headers/header-block.js';
import { parseMessageId } from '../headers/message-ids.js';
import { type MailReport } from '../types.js';
import { specialBody, type ClassifyInput } from './classify.js';
import { feedbackFieldsOf, feedbackReport, readPlainReport } from './plain-reports.js';
import { readFieldGroups, typedAddress } from './report-fields.js';
import { originalMessageId } from './original-message.js';

/** Read receipts (RFC 8098) and feedback reports (RFC 5965); null for everything else. */
export function readReport(input: ClassifyInput): MailReport | null {
  return readDisposition(input) ?? readFeedback(input) ?? readPlainReport(input);
}

function readDisposition(input: ClassifyInput): MailReport | null {
  const body = specialBody(input, /^message\/disposition-notification$/);
  const declared =
    input.root.type === 'multipart/report' &&
    /disposition-notification/i.test(input.root.params.get('report-type') ?? '');
  if (!body && !declared) return null;
  const fields = body ? readFieldGroups(body, input.context.limits, input.context.defects).flat() : [];
  const disposition = headerValue(fields, 'disposition') ?? '';
  return {
    kind: 'disposition',
    type: /;\s*([\w-]+)/.exec(disposition)?.[1]?.toLowerCase() ?? '',
    recipient: typedAddress(fields, 'final-recipient') || typedAddress(fields, 'original-recipient'),
    originalMessageId: parseMessageId(headerValue(fields, 'original-message-id')) ?? originalMessageId(input),
  };
}

function readFeedback(input: ClassifyInput): MailReport | null {
  const body = specialBody(input, /^message\/feedback-report$/);
  const declared =
    input.root.type === 'multipart/report' &&
    /feedback-report/i.test(input.root.params.get('report-type') ?? '');
  if (!body && !declared) return null;
  const fields = body
    ? readFieldGroups(body, input.context.limits, input.context.defects).flat()
    : feedbackFieldsOf(input);
  return feedbackReport(fields, originalMessageId(input));
}
