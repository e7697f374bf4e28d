import { type TextBlock } from '../mime/body.js';
import { htmlToLines, type TextLines } from './html-to-text.js';

export interface ComposedText {
  text: string;
  html: string;
  /** The HTML's lines with its own quote marks; null where there is no HTML. */
  quotedHtml: TextLines | null;
}

/**
 * One readable text of all blocks: of alternatives the plain one unless it is empty or a mere placeholder; the rest in
 * the order of the mail.
 */
export function composeText(blocks: TextBlock[]): ComposedText {
  const htmlBlocks = blocks.filter((block) => block.kind === 'html');
  const html = htmlBlocks.map((block) => block.text).join('\n');
  const rendered = new Map(htmlBlocks.map((block) => [block, htmlToLines(block.text)]));
  const texts: string[] = [];
  const done = new Set<number>();
  for (const block of blocks) {
    const chosen = chooseAlternative(block, blocks, rendered, done);
    if (chosen !== null && chosen.trim() !== '') texts.push(chosen);
  }
  const quotedHtml = htmlBlocks.length === 1 ? rendered.get(htmlBlocks[0]!)! : null;
  return {
    text: texts
      .map((text, index) => (index < texts.length - 1 ? text.replace(/\n*$/, '\n') : text))
      .join('\n'),
    html,
    quotedHtml,
  };
}

function chooseAlternative(
  block: TextBlock,
  blocks: TextBlock[],
  rendered: Map<TextBlock, TextLines>,
  done: Set<number>,
): string | null {
  const own = block.kind === 'html' ? rendered.get(block)!.lines.join('\n') : block.text;
  if (block.alternative === 0) return own;
  if (done.has(block.alternative)) return null;
  done.add(block.alternative);
  const siblings = blocks.filter((other) => other.alternative === block.alternative);
  const plain = siblings.filter((other) => other.kind === 'plain').map((other) => other.text);
  const fromHtml = siblings
    .filter((other) => other.kind === 'html')
    .map((other) => rendered.get(other)!.lines.join('\n'));
  const plainText = plain.join('\n');
  const htmlText = fromHtml.join('\n');
  return isPlaceholder(plainText, htmlText) ? htmlText : plainText;
}

/** "Your mail program cannot show this mail": no text of the writer. */
function isPlaceholder(plain: string, html: string): boolean {
  if (plain.trim() === '') return true;
  if (html.trim() === '' || plain.length > 300 || html.length < plain.length) return false;
  return (
    /(?:mail|message|client|browser|program)[^.]{0,80}(?:html|mime)|html[^.]{0,80}(?:mail|message|client|browser|viewer)/i.test(
      plain,
    ) && plain.split('\n').filter((line) => line.trim() !== '').length <= 4
  );
}
