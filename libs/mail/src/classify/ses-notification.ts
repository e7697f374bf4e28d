import { type BounceRecipient } from '../types.js';

interface SesRecipient {
  emailAddress?: unknown;
  status?: unknown;
  diagnosticCode?: unknown;
}

/** Amazon SES writes its notices as JSON into a mail of the notification service; null for everything else. */
export function readSesNotification(sender: string, text: string): BounceRecipient[] | null {
  if (!/@(?:[\w-]+\.)*amazonaws\.com$/i.test(sender) || !text.startsWith('{')) return null;
  const notice = parseFirstLine(text);
  if (!notice) return null;
  const kind = notice['notificationType'] ?? notice['eventType'];
  if (kind === 'Bounce') {
    const bounce = asRecord(notice['bounce']);
    const action = bounce['bounceType'] === 'Transient' ? 'delayed' : 'failed';
    return asList(bounce['bouncedRecipients']).map((each) => toRecipient(each as SesRecipient, action));
  }
  if (kind === 'Delivery') {
    const delivery = asRecord(notice['delivery']);
    return asList(delivery['recipients']).map((each) =>
      toRecipient({ emailAddress: each, diagnosticCode: delivery['smtpResponse'] }, 'delivered'),
    );
  }
  return null;
}

function parseFirstLine(text: string): Record<string, unknown> | null {
  try {
    return asRecord(
      JSON.parse(text.slice(0, text.lastIndexOf('}', firstFooter(text)) + 1).replace(/\n/g, '')),
    );
  } catch {
    return null;
  }
}

/** The service's footer begins behind a line `--`. */
function firstFooter(text: string): number {
  const at = text.indexOf('\n--\n');
  return at === -1 ? text.length : at;
}

function toRecipient(each: SesRecipient, action: BounceRecipient['action']): BounceRecipient {
  const diagnostic =
    typeof each.diagnosticCode === 'string'
      ? each.diagnosticCode.replace(/^smtp;\s*/, '').slice(0, 1000)
      : '';
  const status =
    typeof each.status === 'string' ? each.status : (/\b[245]\.\d\.\d+\b/.exec(diagnostic)?.[0] ?? '');
  return { recipient: String(each.emailAddress ?? '').toLowerCase(), status, action, diagnostic };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, 50) : [];
}
