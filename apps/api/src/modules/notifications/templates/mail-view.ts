import type { Locale } from '@noxdesk/contracts';
import type { Block, Inline } from './template-markup.js';

/** How a tenant shows itself in its mails. */
export interface MailBrand {
  name: string;
  /** Shown instead of the name; the picture comes with the mail. */
  logo: { width: number; height: number } | null;
  /** The colour of buttons and links, and of the letters on it: `#rrggbb`. */
  accent: string;
  onAccent: string;
}

/** What a mail shows, before it becomes text and HTML. */
export interface MailContent {
  locale: Locale;
  brand: MailBrand;
  /** Beside the name at the top, such as a department. */
  place: string;
  blocks: readonly Block[];
  /** Words of a person, with who wrote them where that is not clear. Its HTML was sanitised when it was stored. */
  message: { author: string | null; text: string; html: string | null } | null;
  /** Small print. */
  footer: readonly string[];
}

export const textOf = (inlines: readonly Inline[]): string =>
  inlines
    .map((inline) => {
      if (inline.kind === 'text') return inline.text;
      if (inline.kind === 'break') return '\n';
      if (inline.kind === 'strong') return textOf(inline.inlines);
      const label = textOf(inline.label);
      return label === inline.url ? label : `${label} (${inline.url})`;
    })
    .join('');
