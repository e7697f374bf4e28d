import { headerValues } from '../headers/header-block.js';
import { type BounceRecipient } from '../types.js';
import { plainWords } from './auto-reply-subjects.js';
import { noticeOf } from './bounce-text.js';
import { DELAY_SUBJECT, DELAY_TEXT, FAILURE_SUBJECT, FAILURE_TEXT, NOTICE_SUBJECT } from './bounce-words.js';
import { type ClassifyInput } from './classify.js';
import { readDeliveryStatus, specificStatus, statusOf } from './delivery-status.js';
import { diagnosticOf, statusFromWords } from './diagnostics.js';
import { readSesNotification } from './ses-notification.js';

/** Names that only machines write under. */
const DAEMON_ADDRESS =
  /^(?:mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|mailmaster|mail[-_.]?system|maildelivery|mail[-_.]?delivery|mailerdaemon|mailer-demon)(?:[+-][^@]*)?(?:@|$)/i;
const DAEMON_NAME =
  /mail(?:er)?[- ]?daemon|mail deliver(?:y|ing)? (?:sub)?system|mail delivery|mail system|delivery (?:sub)?system/i;
/** Names that people and machines write under: the notice itself has to say more. */
const OFFICE_ADDRESS =
  /^(?:post[-_.]?master|postoffice|bounces?|administrator|sysadmin|fml-admin|[^@]{1,60}-fml|microsoftexchange[^@]*)(?:[+-][^@]*)?(?:@|$)/i;
const OFFICE_NAME =
  /postmaster|mail administrator|system administrator|microsoft outlook|internet mail|interscan|mailmarshal|content[- ]filter|e-?mail security/i;
/** An answer of an SMTP server, or the command that it answers. */
const SMTP_TALK = /\brcpt to: ?<|\b5\d\d[ -]#?5\.\d{1,3}\.\d{1,3}\b/;
const FIELDS = /^(?:final-recipient|original-recipient): ?[^\n]+$/im;
const MAX_TEXT = 64 * 1024;

/** Bounces without a machine-readable part (qmail, Exim, Gmail, Notes, Exchange…); null where the mail is none. */
export function readPlainBounce(input: ClassifyInput): BounceRecipient[] | null {
  const text = input.text.slice(0, MAX_TEXT);
  const ses = readSesNotification(input.from.address, text);
  if (ses) return ses;
  const failed = headerValues(input.root.fields, 'x-failed-recipients').concat(
    headerValues(input.root.fields, 'x-failed-recipient'),
  );
  const subject = plainWords(input.subject.slice(0, 500));
  const { notice, original } = noticeOf(text);
  const words = plainWords(notice.slice(0, 8000));
  if (!isBounce(input, failed.length > 0, subject, words, text, original)) return null;
  const embedded = readEmbeddedFields(input, text);
  if (embedded) return embedded;
  const diagnostic = diagnosticOf(notice);
  // What the words mean counts only where a failure is sure: a delay has no status of its own.
  const action = isDelay(subject, words) ? 'delayed' : 'failed';
  const status =
    specificStatus(statusOf(diagnostic) || statusOf(notice), notice) ||
    statusFromWords(`${words}\n${subject}`, action);
  const recipients = findRecipients(input, failed, notice, original);
  return recipients.map((recipient) => ({ recipient, status, action, diagnostic }));
}

function isBounce(
  input: ClassifyInput,
  failedHeader: boolean,
  subject: string,
  words: string,
  text: string,
  original: string,
): boolean {
  if (failedHeader) return true;
  const { root } = input;
  if (root.type === 'multipart/report' && /delivery-status/i.test(root.params.get('report-type') ?? ''))
    return true;
  const subjectFails = FAILURE_SUBJECT.test(subject) || DELAY_SUBJECT.test(subject);
  const textFails = FAILURE_TEXT.test(words) || DELAY_TEXT.test(words) || SMTP_TALK.test(words);
  const returned =
    original !== '' ||
    input.attachments.some((each) => /^message\/rfc822|rfc822-headers/.test(each.contentType));
  if (isDaemon(input) && (subjectFails || textFails || returned)) return true;
  if (/^(?:re|fwd?|aw|wg|rv|tr)\s?:/.test(subject)) return false;
  const suspect = input.returnPath === '' || input.from.address === '' || isOffice(input);
  if (FIELDS.test(text) && /^(?:action|status): ?\S/im.test(text) && (suspect || subjectFails)) return true;
  if (suspect && NOTICE_SUBJECT.test(subject)) return true;
  if (suspect && ((subjectFails && (textFails || returned)) || (textFails && returned))) return true;
  return FAILURE_SUBJECT.test(subject) && textFails && returned && !input.inReplyTo;
}

function isDaemon(input: ClassifyInput): boolean {
  return (
    DAEMON_ADDRESS.test(input.from.address) ||
    DAEMON_NAME.test(input.from.name) ||
    DAEMON_ADDRESS.test(input.from.name)
  );
}

function isOffice(input: ClassifyInput): boolean {
  return (
    OFFICE_ADDRESS.test(input.from.address) ||
    OFFICE_NAME.test(input.from.name) ||
    OFFICE_ADDRESS.test(input.from.name)
  );
}

function isDelay(subject: string, words: string): boolean {
  if (
    /permanent(?:ly)? (?:error|fail|fatal)|failed permanently|giving up|given up|could not be delivered for \d+ days/.test(
      words,
    ) &&
    !DELAY_TEXT.test(words)
  )
    return false;
  return (
    DELAY_TEXT.test(words) ||
    (DELAY_SUBJECT.test(subject) && !FAILURE_SUBJECT.test(subject.replace(DELAY_SUBJECT, ' ')))
  );
}

/** Fields of RFC 3464 written into the text instead of a part of their own. */
function readEmbeddedFields(input: ClassifyInput, text: string): BounceRecipient[] | null {
  const match = /^(?:final-recipient|original-recipient|action): ?/im.exec(text);
  if (!match) return null;
  const start = Math.max(0, text.lastIndexOf('\n\n', match.index));
  const recipients = readDeliveryStatus(
    Buffer.from(text.slice(start).trimStart()),
    input.context.limits,
    input.context.defects,
  ).filter((each) => each.recipient.includes('@'));
  return recipients.length > 0 ? recipients : null;
}

const ADDRESS = /[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9][a-z0-9.-]{0,253}[a-z0-9]/i;
const LINE_ADDRESS =
  /^[ \t>*]{0,40}(?:to:?[ \t]{1,9}|recipient:?[ \t]{0,9}|address:?[ \t]{0,9}|<?mailto:)?[<"'(]{0,3}([^\s<>"'(),;:@]{1,64}@[^\s<>"'(),;:[\]@]{1,255}?)[>"'),.]{0,3}(?:[ \t]{0,9}(?:$|[:;([]|\.\.\.|-).*)?$/gim;
const SENTENCE_ADDRESS =
  /(?:rcpt to: ?|delivering your mail to |delivery to |recipients?:? |address(?:es)?:? |mailbox |user |to )[<"'(]{0,3}([^\s<>"'(),;:@]{1,64}@[^\s<>"'(),;:[\]@]{1,255})/gi;
const ANY_ADDRESS = new RegExp(ADDRESS.source, 'gi');
const MAX_RECIPIENTS = 50;

/** Who was not reached: by header, by a line of its own, in a sentence, or whom the returned mail went to. */
function findRecipients(input: ClassifyInput, failed: string[], notice: string, original: string): string[] {
  const found = new Set<string>();
  const own = new Set(ownAddresses(input));
  const add = (raw: string | undefined): void => {
    const address = ADDRESS.exec(raw ?? '')?.[0].toLowerCase();
    if (
      address &&
      !own.has(address) &&
      !DAEMON_ADDRESS.test(address) &&
      !OFFICE_ADDRESS.test(address) &&
      found.size < MAX_RECIPIENTS
    )
      found.add(address);
  };
  for (const value of failed) value.split(/[,\s]+/).forEach(add);
  if (found.size > 0) return [...found];
  for (const match of notice.matchAll(LINE_ADDRESS)) add(match[1]);
  if (found.size === 0) for (const match of notice.matchAll(SENTENCE_ADDRESS)) add(match[1]);
  if (found.size === 0) add(/^to:\s*([^\n]+)/im.exec(original)?.[1]);
  if (found.size === 0) add(returnedTo(input));
  for (const text of [notice, original]) {
    for (const match of text.matchAll(ANY_ADDRESS)) if (found.size === 0) add(match[0]);
  }
  if (found.size > 0) return [...found];
  // Nothing but our own or the daemon's address: a loop, a postmaster that bounces.
  return [anyAddress(notice) ?? ''];
}

function anyAddress(text: string): string | undefined {
  return ADDRESS.exec(text)?.[0].toLowerCase();
}

function ownAddresses(input: ClassifyInput): string[] {
  const values = [
    ...headerValues(input.root.fields, 'to'),
    ...headerValues(input.root.fields, 'delivered-to'),
    input.from.address,
  ];
  return values.flatMap((value) => value.toLowerCase().match(ANY_ADDRESS) ?? []);
}

function returnedTo(input: ClassifyInput): string | undefined {
  for (const attachment of input.attachments) {
    if (!/^message\/rfc822|rfc822-headers/.test(attachment.contentType)) continue;
    const head = Buffer.from(
      attachment.content.buffer,
      attachment.content.byteOffset,
      Math.min(attachment.size, 32_768),
    ).toString('latin1');
    const to = /^to:[ \t]*((?:[^\r\n]|\r?\n[ \t])+)/im.exec(head)?.[1];
    if (to) return to;
  }
  return undefined;
}
