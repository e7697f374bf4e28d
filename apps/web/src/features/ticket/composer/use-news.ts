import type { Message, Ticket } from '@noxdesk/contracts';
import { useState } from 'react';

/** What others have done since one began to write: for a notice before sending. */
export function useNews(ticket: Ticket, ownId: string, writing: boolean): readonly Message[] {
  const [seen, setSeen] = useState<ReadonlySet<string> | null>(null);
  if (!writing && seen !== null) setSeen(null);
  if (writing && seen === null) setSeen(new Set(ticket.messages.map(({ id }) => id)));
  if (!writing || seen === null) return NONE;
  return ticket.messages.filter(({ id, author }) => !seen.has(id) && author.id !== ownId);
}

const NONE: readonly Message[] = [];
