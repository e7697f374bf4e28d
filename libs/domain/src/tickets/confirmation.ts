const CONFIRMATION_WORDS: ReadonlySet<string> = new Set([
  'confirmo',
  'resuelto',
  'solucionado',
  'confirmed',
  'solved',
]);

/**
 * Whether a reply's own text (quotes and signature already removed) is nothing but one confirmation word.
 * Case, accents and punctuation are ignored; any further word makes it an ordinary reply, because
 * «no resuelto» and «resuelto, pero…» say the opposite.
 */
export function isConfirmationText(text: string): boolean {
  const word = text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .replace(/[\p{P}\p{S}]/gu, ' ')
    .trim()
    .toLowerCase();
  return CONFIRMATION_WORDS.has(word);
}
