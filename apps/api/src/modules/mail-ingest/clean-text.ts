/** Text that PostgreSQL can hold: without U+0000, and no longer than `most` characters. */
export function cleanText(text: string, most = Infinity): string {
  const clean = text.replaceAll('\0', '');
  if (clean.length <= most) return clean;
  // Not in the middle of a surrogate pair.
  const cut = clean.slice(0, most);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
