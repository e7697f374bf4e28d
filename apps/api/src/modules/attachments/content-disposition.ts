/** Outside of RFC 8187's attr-char, although `encodeURIComponent` leaves them alone. */
const LEFT_ALONE = /['()*]/g;

const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

/**
 * `Content-Disposition` of a download (RFC 6266 §4): the name in ASCII for old clients, and whole in UTF-8 (RFC 8187
 * §3.2). A percent sign is left out of the first one, because some clients decode it.
 */
export function attachmentDisposition(filename: string): string {
  const ascii = filename
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7E]|[%"\\]/gu, '_');
  const whole = encodeURIComponent(filename).replace(LEFT_ALONE, percent);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${whole}`;
}
