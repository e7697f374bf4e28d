import type { CannedReply, Ticket } from '@noxdesk/contracts';
import { useQuery } from '@tanstack/react-query';
import { call, endpoints } from '../../../lib/api/index.js';
import { wordAfter } from '../../../lib/canned/fill.js';
import { plainText } from '../../../lib/plain-text.js';
import { type Suggestion, useSuggest } from './use-suggest.js';

export interface CannedSuggestion extends Suggestion {
  reply: CannedReply;
}

/** The canned replies that the word after a slash may mean: those of the ticket's department and of all. */
export function useCanned(ticket: Ticket, before: string) {
  const asked = wordAfter('/', before, before.length) !== null;
  const { data } = useQuery({
    queryKey: ['canned-replies'],
    queryFn: ({ signal }) => call(endpoints.cannedReplies.list, { query: { limit: '100' }, signal }),
    staleTime: 5 * 60_000,
    enabled: asked,
  });
  const suggest = useSuggest<CannedSuggestion>({
    sign: '/',
    before,
    enabled: true,
    itemsFor: (word) => {
      const wanted = plainText(word);
      const startsWith = (reply: CannedReply) => plainText(reply.shortcut ?? '').startsWith(wanted);
      return (data?.results ?? [])
        .filter((one) => one.department === null || one.department === ticket.department.id)
        .filter((one) => plainText(`${one.shortcut ?? ''} ${one.title}`).includes(wanted))
        .sort((a, b) => Number(startsWith(b)) - Number(startsWith(a)))
        .map((reply) => ({
          id: reply.id,
          label: reply.title,
          detail: reply.body,
          hint: reply.shortcut ? `/${reply.shortcut}` : undefined,
          reply,
        }));
    },
  });
  return {
    ...suggest,
    /** Asked for, and there is none at all: worth a word. */
    none: suggest.asked && suggest.length === 1 && data?.results.length === 0,
  };
}
