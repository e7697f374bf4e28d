/** A node of an editor's document, as ProseMirror writes it down. */
export interface RichNode {
  type?: string;
  text?: string;
  attrs?: Record<string, unknown>;
  content?: RichNode[];
  marks?: { type: string; attrs?: Record<string, unknown> }[];
}

const BLOCKS = new Set([
  'paragraph',
  'heading',
  'codeBlock',
  'blockquote',
  'bulletList',
  'orderedList',
  'listItem',
]);
const PLAIN = new Set(['doc', 'paragraph', 'text', 'hardBreak']);

/** Whether plain text would lose something of it. */
export const isFormatted = (node: RichNode): boolean =>
  !PLAIN.has(node.type ?? '') || (node.marks?.length ?? 0) > 0 || (node.content ?? []).some(isFormatted);

/** The document as plain text: paragraphs by an empty line, lists and quotes by the signs people type for them. */
export function toText(node: RichNode): string {
  return blocksOf(node).join('\n\n');
}

function blocksOf({ content = [] }: RichNode): string[] {
  return content.map((block) => blockText(block)).filter((text) => text !== null);
}

function blockText(node: RichNode): string | null {
  switch (node.type) {
    case 'bulletList':
      return listText(node, () => '- ');
    case 'orderedList':
      return listText(node, (index) => `${Number(node.attrs?.start ?? 1) + index}. `);
    case 'blockquote':
      return prefixed(blocksOf(node).join('\n\n'), '> ', '> ');
    default:
      return inlineText(node);
  }
}

function listText({ content = [] }: RichNode, sign: (index: number) => string): string {
  return content
    .map((item, index) => {
      const text = (item.content ?? []).map((block) => blockText(block) ?? '').join('\n');
      return prefixed(text, sign(index), ' '.repeat(sign(index).length));
    })
    .join('\n');
}

const prefixed = (text: string, first: string, rest: string) =>
  text
    .split('\n')
    .map((line, index) => (index === 0 ? first : rest) + line)
    .join('\n');

function inlineText(node: RichNode): string {
  if (node.type === 'hardBreak') return '\n';
  if (node.type === 'image') return `[${String(node.attrs?.alt ?? node.attrs?.file ?? '')}]`;
  if (node.text !== undefined) return node.text + linkTarget(node);
  const parts = (node.content ?? []).map(inlineText);
  return (node.content ?? []).some(({ type }) => BLOCKS.has(type ?? '')) ? parts.join('\n') : parts.join('');
}

/** Where a link goes, unless its text says so itself. */
function linkTarget({ text = '', marks = [] }: RichNode): string {
  const href = String(marks.find(({ type }) => type === 'link')?.attrs?.href ?? '');
  return href === '' || href.replace(/^mailto:/, '') === text ? '' : ` (${href})`;
}

const escaped = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

/** Plain text as an editor's paragraphs. */
export const fromText = (text: string): string =>
  text
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${escaped(paragraph).replaceAll('\n', '<br>')}</p>`)
    .join('');
