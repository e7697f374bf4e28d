export { CANNED_VARIABLES, fillCanned, type CannedContext } from '@noxdesk/domain';

/** The word after a sign that the cursor stands in, where the sign begins a line or follows a space. */
export function wordAfter(
  sign: '/' | '@',
  text: string,
  cursor: number,
): { start: number; word: string } | null {
  const at = text.lastIndexOf(sign, cursor - 1);
  if (at < 0 || (at > 0 && !/\s/.test(text[at - 1] ?? ''))) return null;
  const word = text.slice(at + 1, cursor);
  return /^[\p{L}\p{N}_-]{0,30}$/u.test(word) ? { start: at, word } : null;
}

/** The word that asks for a canned reply. */
export const slashWord = (text: string, cursor: number) => wordAfter('/', text, cursor);
