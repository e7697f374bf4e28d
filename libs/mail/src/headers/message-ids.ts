/** Ids of Message-ID, In-Reply-To or References, without angle brackets, each once, in order (RFC 5322 §3.6.4). */
export function parseMessageIds(raw: string, limit = 500): string[] {
  const ids: string[] = [];
  const seen = new Set<string>();
  const add = (id: string): void => {
    const tidy = id.replace(/\s+/g, '').slice(0, 998);
    if (tidy === '' || seen.has(tidy) || ids.length >= limit) return;
    seen.add(tidy);
    ids.push(tidy);
  };
  if (raw.includes('<')) {
    for (const match of raw.matchAll(/<([^<>]+)>?/g)) add(match[1]!);
    return ids;
  }
  for (const word of raw.split(/[\s,;]+/))
    if (word.includes('@') || !raw.trim().includes(' ')) add(word.replace(/[<>"]/g, ''));
  return ids;
}

/** The one id of a Message-ID field; null where it has none. */
export function parseMessageId(raw: string | undefined): string | null {
  if (raw === undefined) return null;
  return parseMessageIds(raw, 1)[0] ?? null;
}
