import type { CannedReply, TicketSummary } from '@noxdesk/contracts';
import type { Change } from '../tickets/change.js';

export type CannedChanges = CannedReply['changes'];

/** Two canned replies in one message: the later state and priority hold, tags come together. */
export function joinChanges(before: CannedChanges, added: CannedChanges): CannedChanges {
  const tags = [...new Set([...(before.tags ?? []), ...(added.tags ?? [])])];
  return { ...before, ...added, ...(tags.length > 0 && { tags }) };
}

/** What is left to change besides the state, which goes along with the message itself; null: nothing. */
export function changesBeside(
  { priority, tags = [] }: CannedChanges,
  ticket: Pick<TicketSummary, 'priority' | 'tags'>,
): Pick<Change, 'priority' | 'tags'> | null {
  const added = tags.filter((tag) => !ticket.tags.includes(tag));
  const change = {
    ...(priority && priority !== ticket.priority && { priority }),
    ...(added.length > 0 && { tags: [...ticket.tags, ...added] }),
  };
  return Object.keys(change).length > 0 ? change : null;
}
