import { type TextBlock } from '../mime/body.js';
import { htmlToLines, type LineMark, type TextLines } from './html-to-text.js';

export interface ComposedText {
  text: string;
  html: string;
  /** What the HTML's containers say of the lines of `text`; empty where they say nothing. */
  marks: LineMark[];
}

/**
 * One readable text of all blocks: of alternatives the plain one unless it is empty or a mere placeholder; the rest in
 * the order of the mail.
 */
export function composeText(blocks: TextBlock[]): ComposedText {
  const rendered = new Map<TextBlock, TextLines>();
  for (const block of blocks) if (block.kind === 'html') rendered.set(block, htmlToLines(block.text));
  const texts: string[] = [];
  const done = new Set<number>();
  for (const block of blocks) {
    const chosen = chooseAlternative(block, blocks, rendered, done);
    if (chosen !== null && chosen.trim() !== '') texts.push(chosen);
  }
  const text = texts
    .map((each, index) => (index < texts.length - 1 ? each.replace(/\n*$/, '\n') : each))
    .join('\n');
  return { text, html: joinHtml(blocks), marks: transferMarks(text, [...rendered.values()]) };
}

/** All HTML of the mail; a text that stands on its own between HTML parts is shown too. */
function joinHtml(blocks: TextBlock[]): string {
  const html = blocks.filter((block) => block.kind === 'html');
  if (html.length === 0) return '';
  const shown = blocks.filter(
    (block) => block.kind === 'html' || (block.alternative === 0 && block.text.trim() !== ''),
  );
  if (shown.length === html.length) return html.map((block) => block.text).join('\n');
  return shown
    .map((block) => (block.kind === 'html' ? block.text : `<pre>${escapeHtml(block.text)}</pre>`))
    .join('\n');
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
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
  const speaksOfHtml =
    /(?:mail|message|client|browser|program)[^.]{0,80}(?:html|mime)|html[^.]{0,80}(?:mail|message|client|browser|viewer)/i;
  return speaksOfHtml.test(plain) && plain.split('\n').filter((line) => line.trim() !== '').length <= 4;
}

/**
 * The marks of the HTML's lines for those of the text: line by line where the text is the HTML's, else from the first
 * line on that both have, if the HTML quotes all that follows.
 */
function transferMarks(text: string, rendered: TextLines[]): LineMark[] {
  const html = rendered.length === 1 ? rendered[0]! : null;
  if (!html || !html.marks.some((mark) => mark !== '')) return [];
  const lines = text.split('\n');
  if (lines.length === html.lines.length && lines.every((line, at) => line === html.lines[at]))
    return html.marks;
  const first = html.marks.findIndex((mark, at) => mark === 'quote' && html.lines[at]!.trim().length > 3);
  if (
    first === -1 ||
    html.marks.some((mark, at) => at > first && mark === '' && html.lines[at]!.trim() !== '')
  )
    return [];
  const key = wordsOf(html.lines[first]!);
  const start = lines.findIndex((line) => wordsOf(line) === key);
  if (key === '' || start === -1) return [];
  return lines.map((_, at) => (at >= start ? 'quote' : ''));
}

function wordsOf(line: string): string {
  return line.replace(/[\s>*_]+/g, '').toLowerCase();
}
