import type { Ticket } from '@noxdesk/contracts';
import { plainText } from '../../../lib/plain-text.js';
import { useMe } from '../../../lib/session.js';
import { useAssignees } from '../../../lib/tickets/queries.js';
import { useSuggest } from './use-suggest.js';

/** Colleagues who see the ticket, by the word after an at sign; in notes alone. */
export function useMentions(ticket: Ticket, before: string, note: boolean) {
  const me = useMe();
  const colleagues = (useAssignees().data ?? []).filter(
    ({ id, departments }) => id !== me.id && departments.includes(ticket.department.id),
  );
  const suggest = useSuggest({
    sign: '@',
    before,
    enabled: note,
    itemsFor: (word) => {
      const wanted = plainText(word);
      return colleagues
        .filter(({ name }) =>
          plainText(name)
            .split(' ')
            .some((part) => part.startsWith(wanted)),
        )
        .map(({ id, name, email }) => ({ id, label: name, detail: email }));
    },
  });
  return {
    ...suggest,
    /** Who is named in a text. */
    namedIn: (text: string): string[] =>
      colleagues.filter(({ name }) => text.includes(`@${name}`)).map(({ id }) => id),
  };
}
