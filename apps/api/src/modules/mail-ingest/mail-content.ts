import { emailAddress, SUBJECT_MAX } from '@noxdesk/contracts';
import type { HtmlParts, InboundMail } from '@noxdesk/mail';
import { plainAddress } from '../notifications/reply-tokens.js';
import { cleanText } from './clean-text.js';

const MAX_COPIED = 20;

/** What a mail says, as a message of a ticket holds it. */
export interface MailContent {
  subject: string;
  body: string;
  bodyHtml: string | undefined;
  quoted: string | undefined;
  quotedHtml: string | undefined;
}

/** @param html the mail's HTML, its own part and the rest */
export function contentOf(mail: InboundMail, html: HtmlParts): MailContent {
  const { body, quoted } = ownText(mail);
  const isWhole = quoted === '' && html.rest === '';
  // Where only the text tells what is quoted, the HTML would show all of it again.
  const folds = isWhole || html.rest !== '';
  const own = body === mail.text.trim() && mail.split.reply === '' ? html.own + html.rest : html.own;
  return {
    subject: cleanText(mail.subject.replace(/\s+/g, ' ').trim(), SUBJECT_MAX) || '(sin asunto)',
    body: cleanText(body),
    bodyHtml: folds && own.trim() !== '' ? cleanText(own) : undefined,
    quoted: quoted === '' ? undefined : cleanText(quoted),
    quotedHtml: folds && own !== html.own + html.rest && html.rest !== '' ? cleanText(html.rest) : undefined,
  };
}

/** The writer's own words and the rest of the mail: all of it is in one of the two. */
function ownText({ text, split }: InboundMail): { body: string; quoted: string } {
  const body = split.reply.trim();
  // Nothing of one's own, as in a mail that is passed on: then the whole of it is the message.
  if (body === '') return { body: text.trim(), quoted: '' };
  const rest = split.segments.filter(({ kind }) => kind !== 'reply').map((segment) => segment.text);
  return { body, quoted: rest.join('').trim() };
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
