import { headerValue } from '../headers/header-block.js';
import { type Defects } from '../defects.js';
import { type BounceRecipient, type MailBounce, type MailHeader, type MailLimits } from '../types.js';
import { readFieldGroups, typedAddress, typedText } from './report-fields.js';

/** Recipients of a message/delivery-status body (RFC 3464 §2.3). */
export function readDeliveryStatus(content: Buffer, limits: MailLimits, defects: Defects): BounceRecipient[] {
  const recipients: BounceRecipient[] = [];
  for (const fields of readFieldGroups(content, limits, defects)) {
    const recipient = readRecipient(fields);
    if (recipient) recipients.push(recipient);
  }
  return recipients;
}

function readRecipient(fields: MailHeader[]): BounceRecipient | null {
  const action = headerValue(fields, 'action');
  const status = headerValue(fields, 'status');
  const final = typedAddress(fields, 'final-recipient');
  const original = typedAddress(fields, 'original-recipient');
  if (action === undefined && status === undefined && final === '' && original === '') return null;
  const diagnostic = typedText(fields, 'diagnostic-code');
  const code = statusFrom(statusOf(status ?? ''), diagnostic);
  return {
    recipient: pickRecipient(final, original, typedAddress(fields, 'x-actual-recipient')),
    status: code,
    action: readAction(action, code),
    diagnostic,
  };
}

/**
 * What the server that refused the mail says of it is nearer to the cause than the code its reporter chose (RFC 3464
 * §2.3.4, §2.3.6): mailers give 4.4.7 to all that they have tried in vain for days, 5.1.1 to all that RCPT refused.
 */
function statusFrom(status: string, diagnostic: string): string {
  const remote = /^(?:[245]\d\d[ -])?([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)/.exec(diagnostic)?.[1] ?? '';
  if (remote !== '' && !remote.endsWith('.0.0')) return remote;
  return specificStatus(status, diagnostic) || statusOf(diagnostic);
}

/** The address we wrote to is the original one, where a forwarder reports its own. */
function pickRecipient(final: string, original: string, actual: string): string {
  const valid = [original, final, actual].find((address) => /^[^\s@]+@[^\s@]+$/.test(address));
  return valid ?? (final || original || actual);
}

function readAction(raw: string | undefined, status: string): MailBounce['action'] {
  const action = (raw ?? '').toLowerCase().replace(/[^a-z]+.*$/s, '');
  if (action.startsWith('fail') || action === 'denied' || action === 'undeliverable') return 'failed';
  if (action.startsWith('delay')) return 'delayed';
  if (/^deliver(?:ed|able)?$/.test(action)) return 'delivered';
  if (action.startsWith('relay')) return 'relayed';
  if (action.startsWith('expand')) return 'expanded';
  if (status.startsWith('2')) return 'delivered';
  return status.startsWith('4') && raw !== undefined ? 'delayed' : 'failed';
}

/** The first enhanced status code (RFC 3463 §2) in a text. */
export function statusOf(text: string): string {
  return /(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)/.exec(text)?.[1] ?? '';
}

/** `5.0.0` says nothing: the server's own words are taken where they give a code of that class. */
export function specificStatus(status: string, text: string): string {
  if (!/^[45]\.0\.0$/.test(status)) return status;
  for (const match of text.matchAll(/(?:^|[^\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)/g)) {
    if (match[1]![0] === status[0] && !match[1]!.endsWith('.0.0')) return match[1]!;
  }
  return status;
}

/** The sender, the content, the moment or the server is the trouble: another mail may well arrive. */
const PASSING =
  /quota|mailbox (?:is )?full|too (?:large|big|many|fast)|\brate\b|temporar|black ?list|block ?list|blocked|spam|policy|sender|virus|internal system error|try again|greylist|reputation|mail from/i;

const ADDRESS_GONE =
  /user unknown|unknown user|no such (?:user|mailbox|address|recipient|account)|(?:user|mailbox|address|recipient|account)[^.;]{0,80}(?:does ?n[o']t exist|not exist|not found|unknown|disabled|closed|invalid|not listed)|invalid (?:recipient|mailbox|address)|does ?n[o']t exist|host (?:or domain name )?(?:not found|unknown)|domain (?:name )?not found|domain is not reachable|unrouteable|not listed in/i;

/**
 * Whether the address itself is what failed, so that writing to it again makes no sense (RFC 3463 §3.2): neither a
 * delay nor a full mailbox, a size or a content that was refused.
 */
export function isPermanent(recipient: BounceRecipient): boolean {
  if (recipient.action !== 'failed' || recipient.status.startsWith('4')) return false;
  if (PASSING.test(recipient.diagnostic)) return false;
  return (
    ADDRESS_GONE.test(recipient.diagnostic) ||
    /^5\.1\.(?:1|2|3|6|10)$|^5\.2\.1$|^5\.4\.4$/.test(recipient.status)
  );
}
