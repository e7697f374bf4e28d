/**
 * The body of HTML as the browser's own parser reads it, where nothing loads and nothing runs; that of a frameset is
 * the frameset. Not asked of the document: names of elements stand in the place of a document's own properties.
 */
export function parseInert(html: string): Element {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  const root = document.createTreeWalker(parsed, NodeFilter.SHOW_ELEMENT).firstChild() as Element;
  return root.lastElementChild!;
}
