import { emailAddress, SUBJECT_MAX } from '@noxdesk/contracts';
import { type InboundMail, splitReply } from '@noxdesk/mail';
import { plainAddress } from '../notifications/reply-tokens.js';
import { cleanText } from './clean-text.js';

const MAX_COPIED = 20;

/** What a mail says, as a message of a ticket holds it. */
export interface MailContent {
  subject: string;
  body: string;
  bodyHtml: string | undefined;
  quoted: string | undefined;
}

export function contentOf(mail: InboundMail): MailContent {
  const { body, quoted } = ownText(mail);
  return {
    subject: cleanText(mail.subject.replace(/\s+/g, ' ').trim(), SUBJECT_MAX) || '(sin asunto)',
    body: cleanText(body),
    // The HTML holds the quotes too: it is shown where there are none to fold.
    bodyHtml: quoted === '' && mail.html !== '' ? cleanText(mail.html) : undefined,
    quoted: quoted === '' ? undefined : cleanText(quoted),
  };
}

/** The writer's own words and the rest of the mail: all of it is in one of the two. */
function ownText(mail: InboundMail): { body: string; quoted: string } {
  const body = mail.replyText.trim();
  // Nothing of one's own, as in a mail that is passed on: then the whole of it is the message.
  if (body === '') return { body: mail.text.trim(), quoted: '' };
  const split = splitReply(mail.text);
  if (split.reply.trim() === body) {
    const rest = split.segments.filter(({ kind }) => kind !== 'reply').map(({ text }) => text);
    return { body, quoted: rest.join('').trim() };
  }
  return { body, quoted: body === mail.text.trim() ? '' : mail.text.trim() };
}

/** Whom the writer copied, or wrote to besides us. @param own the addresses that mail to the tenant goes to */
export function copiedPeople(mail: InboundMail, sender: string, own: readonly string[]): string[] {
  const people = [...mail.to, ...mail.cc].flatMap(({ address }) => {
    const parsed = emailAddress.safeParse(address);
    return parsed.success ? [parsed.data] : [];
  });
  const others = people.filter((address) => address !== sender && !own.includes(plainAddress(address)));
  return [...new Set(others)].slice(0, MAX_COPIED);
}
