import { type MailContent, textOf } from './mail-view.js';
import type { Block } from './template-markup.js';

/** The text part (RFC 2046 §4.1.3): what a reader without HTML sees, complete. */
export function asText(view: MailContent): string {
  const parts = view.blocks.map((block) => blockText(block, view));
  return `${parts.join('\n\n')}\n\n-- \n${view.footer.join('\n')}\n`;
}

function blockText(block: Block, { message }: MailContent): string {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
      return textOf(block.inlines);
    case 'list':
      return block.items.map((item) => `- ${textOf(item)}`).join('\n');
    case 'button':
      return `${textOf(block.label)}:\n${block.url}`;
    case 'message':
      if (!message) return '';
      return message.author === null ? message.text : `${message.author}:\n${message.text}`;
  }
}
