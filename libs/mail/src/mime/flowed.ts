/**
 * Joins the flowed lines of format=flowed text (RFC 3676 §4): a line that ends in a space goes on in the next one of
 * the same quote depth. `delSp` drops that space, as scripts without spaces need it.
 */
export function unflow(text: string, delSp: boolean): string {
  const out: string[] = [];
  let paragraph: string | null = null;
  let paragraphDepth = 0;
  const flush = (): void => {
    if (paragraph !== null) out.push(prefix(paragraphDepth) + paragraph);
    paragraph = null;
  };
  for (const line of text.split('\n')) {
    const depth = quoteDepth(line);
    let content = line.slice(depth);
    if (content.startsWith(' ')) content = content.slice(1);
    if (paragraph !== null && depth !== paragraphDepth) flush();
    // The signature separator is never flowed (§4.3).
    const flows = content.endsWith(' ') && content !== '-- ';
    if (content === '-- ') {
      flush();
      out.push(prefix(depth) + content);
      continue;
    }
    const piece: string = flows && delSp ? content.slice(0, -1) : content;
    paragraph = (paragraph ?? '') + piece;
    paragraphDepth = depth;
    if (!flows) flush();
  }
  flush();
  return out.join('\n');
}

function quoteDepth(line: string): number {
  let depth = 0;
  while (line.charCodeAt(depth) === 0x3e) depth++;
  return depth;
}

function prefix(depth: number): string {
  return depth === 0 ? '' : `${'>'.repeat(depth)} `;
}
