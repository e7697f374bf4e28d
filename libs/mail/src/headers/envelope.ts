import { type Defects } from '../defects.js';
import { type Entity } from '../mime/entity.js';
import { type InboundMail, type MailAddress, type MailHeader, type MailLimits } from '../types.js';
import { parseAddresses, tidyAddress } from './addresses.js';
import { parseMailDate } from './dates.js';
import { decodeHeaderText } from './encoded-words.js';
import { headerValue, headerValues } from './header-block.js';
import { parseMessageId, parseMessageIds } from './message-ids.js';

export type Envelope = Pick<
  InboundMail,
  | 'messageId'
  | 'inReplyTo'
  | 'references'
  | 'from'
  | 'fromOthers'
  | 'sender'
  | 'to'
  | 'cc'
  | 'bcc'
  | 'replyTo'
  | 'deliveredTo'
  | 'returnPath'
  | 'subject'
  | 'date'
>;

const DELIVERED = new Set([
  'delivered-to',
  'x-original-to',
  'envelope-to',
  'x-envelope-to',
  'x-delivered-to',
  'x-forwarded-to',
  'apparently-to',
  'x-rcpt-to',
]);

/** What the header of a mail says: who, to whom, when, about what. */
export function readEnvelope(root: Entity, limits: MailLimits, defects: Defects): Envelope {
  const { fields } = root;
  // Raw 8-bit headers are mostly in the charset of the text.
  const charset = bodyCharset(root);
  const list = (name: string): MailAddress[] => readList(fields, name, limits, defects, charset);
  const inReplyTo = parseMessageIds(headerValues(fields, 'in-reply-to').join(' '));
  return {
    ...readTitle(fields, charset, limits, defects),
    inReplyTo: inReplyTo[0] ?? null,
    references: parseMessageIds(headerValues(fields, 'references').join(' ')),
    to: list('to'),
    cc: list('cc'),
    bcc: list('bcc'),
    replyTo: list('reply-to').filter((mailbox) => mailbox.address !== ''),
    deliveredTo: readDeliveredTo(fields),
    returnPath: readReturnPath(fields),
    date: readDate(fields, defects),
  };
}

type Title = Pick<Envelope, 'messageId' | 'from' | 'fromOthers' | 'sender' | 'subject'>;

/** What a list of mails shows of one. */
export function readTitle(
  fields: MailHeader[],
  charset: string,
  limits: MailLimits,
  defects: Defects,
): Title {
  const list = (name: string): MailAddress[] => readList(fields, name, limits, defects, charset);
  const froms = list('from').filter((mailbox) => mailbox.address !== '' || mailbox.name !== '');
  const sender = list('sender')[0] ?? null;
  const [from = { name: '', address: '' }, ...fromOthers] = orderSenders(froms, sender);
  const subject = headerValue(fields, 'subject');
  return {
    messageId: parseMessageId(headerValue(fields, 'message-id') ?? headerValue(fields, 'message-i-d')),
    from,
    fromOthers,
    sender,
    subject:
      subject === undefined ? '' : decodeHeaderText(subject, charset, defects).replace(/\t/g, ' ').trim(),
  };
}

function bodyCharset(root: Entity): string {
  const own = root.params.get('charset');
  if (own) return own;
  for (const part of root.parts) {
    const charset = bodyCharset(part);
    if (charset !== '') return charset;
  }
  return '';
}

function readList(
  fields: MailHeader[],
  name: string,
  limits: MailLimits,
  defects: Defects,
  charset: string,
): MailAddress[] {
  const values = headerValues(fields, name);
  if (values.length === 0) return [];
  const result = values.flatMap((value) => parseAddresses(value, limits, defects, charset));
  for (const mailbox of result) {
    if (!/^[^\s@]+@[^\s@]+$|^".*"@[^\s@]+$/.test(mailbox.address))
      defects.add('address-malformed', `${name}: ${mailbox.name} ${mailbox.address}`);
  }
  return result.slice(0, limits.addresses);
}

/** A From without any address is no sender where Sender names one; the first real address comes first. */
function orderSenders(froms: MailAddress[], sender: MailAddress | null): MailAddress[] {
  const real = froms.findIndex((mailbox) => mailbox.address.includes('@'));
  if (real > 0) return [froms[real]!, ...froms.filter((_, index) => index !== real)];
  return froms.length === 0 && sender ? [sender] : froms;
}

function readDeliveredTo(fields: MailHeader[]): string[] {
  const found = new Set<string>();
  for (const field of fields) {
    if (!DELIVERED.has(field.name)) continue;
    for (const part of field.value.split(',')) {
      const address = tidyAddress(part);
      if (address.includes('@')) found.add(address);
    }
  }
  return [...found];
}

function readReturnPath(fields: MailHeader[]): string | null {
  const value = headerValue(fields, 'return-path');
  if (value === undefined) return null;
  return tidyAddress(value.replace(/^.*?</, '<'));
}

function readDate(fields: MailHeader[], defects: Defects): Date | null {
  const values = headerValues(fields, 'date');
  for (const value of values) {
    const date = parseMailDate(value);
    if (date) return date;
  }
  if (values.length > 0) defects.add('date-malformed', values[0]!);
  for (const name of ['resent-date', 'delivery-date', 'received']) {
    const value = headerValue(fields, name);
    const date =
      value === undefined
        ? null
        : parseMailDate(name === 'received' ? value.slice(value.lastIndexOf(';') + 1) : value);
    if (date) return date;
  }
  return null;
}
