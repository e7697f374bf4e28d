import type { Locale } from '@noxdesk/contracts';
import { asHtml } from './mail-html.js';
import { asText } from './mail-text.js';
import type { MailBrand } from './mail-view.js';
import type { Block, Inline } from './template-markup.js';

/** A mail whose words are ours: notices of security and of the desk, which no template changes. */
export interface Notice {
  locale: Locale;
  heading: string;
  paragraphs: readonly string[];
  /** What one may do, the first of them foremost. */
  actions: readonly { label: string; url: string }[];
  /** Small print. */
  footer: readonly string[];
}

export function noticePage(
  notice: Notice,
  brand: MailBrand,
): { subject: string; text: string; html: string } {
  const { locale, heading, paragraphs, actions, footer } = notice;
  const text = (words: string): Inline[] => [{ kind: 'text', text: words }];
  const blocks: Block[] = [
    { kind: 'heading', inlines: text(heading) },
    ...paragraphs.map((words) => ({ kind: 'paragraph', inlines: text(words) }) as const),
    ...actions.map(({ label, url }) => ({ kind: 'button', label: text(label), url }) as const),
  ];
  const content = { locale, brand, place: '', blocks, message: null, footer };
  return {
    subject: `${brand.name}: ${heading}`.slice(0, 250),
    text: asText(content),
    html: asHtml(content),
  };
}
