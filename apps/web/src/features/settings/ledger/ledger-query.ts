/** The conditions in the address of the page, by the names of the fields. */
export const LEDGER_FILTERS = ['q', 'state', 'account', 'after', 'before'] as const;
export type LedgerFilter = (typeof LEDGER_FILTERS)[number];

/** Midnight of a day as the reader counts them. */
const midnight = (day: string, days = 0): string | undefined => {
  const [year, month, date] = day.split('-').map(Number);
  const at = new Date(year ?? NaN, (month ?? NaN) - 1, (date ?? NaN) + days);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
};

/**
 * What the API is asked for. One box takes whatever somebody knows of a mail: a Message-ID is told by its brackets or
 * by a local part that no person has, a sender by the `@`, all else are words of the subject.
 */
export function ledgerQuery(search: URLSearchParams): Record<string, string> {
  const given = (name: LedgerFilter) => search.get(name)?.trim() ?? '';
  const after = midnight(given('after'));
  const before = midnight(given('before'), 1);
  return {
    ...searched(given('q')),
    ...(given('state') && { state: given('state') }),
    ...(given('account') && { account: given('account') }),
    ...(after !== undefined && { received_after: after }),
    ...(before !== undefined && { received_before: before }),
  };
}

function searched(text: string): Record<string, string> {
  if (text === '') return {};
  const id = /^<([^<>\s]+)>$/.exec(text)?.[1] ?? /^message-id:\s*<?([^<>\s]+)>?$/i.exec(text)?.[1];
  if (id !== undefined) return { message_id: id };
  if (/\s/.test(text) || !text.includes('@')) return { subject: text };
  return looksGenerated(text) ? { message_id: text } : { from: text };
}

/** Long, and with digits throughout: nobody is called like that. */
function looksGenerated(text: string): boolean {
  const local = text.slice(0, text.indexOf('@'));
  return local.length >= 20 && (local.match(/\d/g)?.length ?? 0) >= 4;
}
