/** The last number that a signed 32-bit integer column can hold. */
export const MAX_TICKET_NUMBER = 2_147_483_647;

const WHOLE = /^TK-(\d{1,10})$/i;
const IN_SUBJECT = /\[TK-(\d{6,10})\]/gi;

/** `42` → `TK-000042`; seven digits and more after 999999. Throws a RangeError on what is no ticket number. */
export function formatTicketNumber(number: number): string {
  if (!isTicketNumber(number)) throw new RangeError(`not a ticket number: ${number}`);
  return `TK-${String(number).padStart(6, '0')}`;
}

/**
 * `TK-000042` → `42`; null for any other text. White space around, case and left-out leading zeros are
 * forgiven, because people type these into the search box.
 */
export function parseTicketNumber(text: string): number | null {
  const digits = WHOLE.exec(text.trim())?.[1];
  return digits === undefined ? null : asTicketNumber(digits);
}

/** The numbers claimed by `[TK-000042]` marks in a mail's subject, in their order, each once. */
export function findTicketNumbersInSubject(subject: string): number[] {
  const found = new Set<number>();
  for (const [, digits = ''] of subject.matchAll(IN_SUBJECT)) {
    const number = asTicketNumber(digits);
    if (number !== null && formatTicketNumber(number) === `TK-${digits}`) found.add(number);
  }
  return [...found];
}

function asTicketNumber(digits: string): number | null {
  const number = Number(digits);
  return isTicketNumber(number) ? number : null;
}

function isTicketNumber(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= MAX_TICKET_NUMBER;
}
