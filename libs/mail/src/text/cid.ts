/** The Content-ID that a `cid:` URL names (RFC 2392: percent-encoded), HTML entities resolved; as it is where it cannot be read. */
export function decodeCid(raw: string): string {
  const text = raw.replace(/&amp;/g, '&');
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
