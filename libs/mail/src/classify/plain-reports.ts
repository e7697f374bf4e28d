import { headerValue, readHeaderBlock } from '../headers/header-block.js';
import { parseMessageId } from '../headers/message-ids.js';
import { type MailHeader, type MailReport } from '../types.js';
import { plainWords } from './auto-reply-subjects.js';
import { type ClassifyInput } from './classify.js';
import { originalMessageId } from './original-message.js';
import { typedAddress } from './report-fields.js';

/** Read receipts and complaints that say so in their words only; null for everything else. */
export function readPlainReport(input: ClassifyInput): MailReport | null {
  return readComplaint(input) ?? readFeedbackText(input) ?? readReceipt(input);
}

/** Hotmail's complaints, and Apple's unsubscribe mails. */
function readComplaint(input: ClassifyInput): MailReport | null {
  const optOut = input.root.fields.some(
    (field) => field.name === 'x-apple-unsubscribe' && /true/i.test(field.value),
  );
  const complaint =
    /^\s*complaint about message from \S+/i.test(input.subject) &&
    /@(?:hotmail|outlook|live)\./i.test(input.from.address);
  if (!optOut && !complaint) return null;
  return {
    kind: 'feedback',
    type: optOut ? 'opt-out' : 'abuse',
    recipient: '',
    originalMessageId: originalMessageId(input),
  };
}

const MAX_TEXT = 16 * 1024;
const FEEDBACK_FIELD = /^feedback-type: ?[a-z-]+[ \t]*$/im;
const FEEDBACK_FIELDS = ['user-agent', 'version', 'original-mail-from', 'original-rcpt-to', 'source-ip'];

/**
 * The fields of a feedback report (RFC 5965 §3) that stand in the text instead of a part of their own.
 * @returns the fields; none where the text has no such report
 */
export function feedbackFieldsOf(input: ClassifyInput): MailHeader[] {
  const text = input.text.slice(0, MAX_TEXT);
  const match = FEEDBACK_FIELD.exec(text);
  if (!match) return [];
  const block = Buffer.from(text.slice(text.lastIndexOf('\n\n', match.index) + 1).trimStart());
  return readHeaderBlock(block, 0, block.length, input.context.limits, input.context.defects).fields;
}

/** A program sends such a text; a person who asks about one has words of their own above it. */
function readFeedbackText(input: ClassifyInput): MailReport | null {
  if (input.inReplyTo !== null || !FEEDBACK_FIELD.test(input.text.slice(0, 400))) return null;
  const fields = feedbackFieldsOf(input);
  if (FEEDBACK_FIELDS.filter((name) => headerValue(fields, name) !== undefined).length < 2) return null;
  return feedbackReport(
    fields,
    parseMessageId(headerValue(fields, 'message-id')) ?? originalMessageId(input),
  );
}

/** A complaint as its fields tell it. */
export function feedbackReport(fields: readonly MailHeader[], originalId: string | null): MailReport {
  return {
    kind: 'feedback',
    type: (headerValue(fields, 'feedback-type') ?? '').trim().toLowerCase(),
    recipient: typedAddress(fields, 'original-rcpt-to') || typedAddress(fields, 'removal-recipient'),
    originalMessageId: originalId,
  };
}

const RECEIPT_SUBJECT =
  /^(?:(?:not |no |nao |non |nicht |niet |nie|не )?(?:read|leido|lida|lu|gelesen|letto|gelezen|przeczytano|прочитано)\s?:|(?:已读|未读|已讀|未讀|開封済み)\s?[:：]|(?:return receipt|read receipt|confirmacion de lectura|confirmacao de leitura|confirmation de lecture|accuse de lecture|lesebestatigung|conferma di lettura|leesbevestiging|potwierdzenie (?:przeczytania|odczytu)|уведомление о прочтении|已读回执|開封確認)(?!\p{L}))/u;
const RECEIPT_TEXT =
  /(?:your message|(?:el|su|tu) mensaje|(?:a )?sua mensagem|votre message|ihre nachricht|il messaggio|uw bericht|(?:twoja )?wiadomosc|(?:ваше )?сообщение) .{0,600}(?:was read|was (?:displayed|deleted)|fue leido|se ha leido|se elimino sin|ha sido leido|foi lida|foi eliminada|a ete lu|a ete supprime|wurde .{0,60}(?:gelesen|geloscht)|e stato (?:letto|eliminato)|is .{0,40}(?:gelezen|verwijderd)|zostala .{0,20}(?:przeczytana|usunieta)|(?:было )?прочитано)|您的邮件.{0,300}(?:已被?阅读|被读取|已读)|this is a (?:return|read) receipt|(?:esta es una|esta e uma|ceci est une|questa e una|dies ist eine|dit is een|to jest) (?:confirmacion de lectura|confirmacao de leitura|confirmation de lecture|conferma di lettura|lesebestatigung|leesbevestiging|potwierdzenie)/u;
const DELETED = /deleted|elimin|supprime|geloscht|verwijderd|usuniet/;
const MAX_RECEIPT = 1500;

/** Outlook's receipts, once a gateway has taken their machine-readable part. */
function readReceipt(input: ClassifyInput): MailReport | null {
  if (input.own.length > MAX_RECEIPT || /[?？]/.test(input.own)) return null;
  if (!RECEIPT_SUBJECT.test(plainWords(input.subject.slice(0, 300)))) return null;
  const words = plainWords(input.text.slice(0, MAX_RECEIPT));
  if (!RECEIPT_TEXT.test(words)) return null;
  return {
    kind: 'disposition',
    type: DELETED.test(words) ? 'deleted' : 'displayed',
    recipient: input.from.address.toLowerCase(),
    originalMessageId: originalMessageId(input),
  };
}
