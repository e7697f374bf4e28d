import type { Ticket } from '@noxdesk/contracts';
import { useState } from 'react';

/** Who has written since one began to write: their names, for a notice before sending. */
export function useNews(ticket: Ticket, ownId: string, writing: boolean): string[] {
  const [seen, setSeen] = useState<number | null>(null);
  const count = ticket.messages.length;
  if (!writing && seen !== null) setSeen(null);
  if (writing && seen === null) setSeen(count);
  if (!writing || seen === null) return [];
  const names = ticket.messages
    .slice(seen)
    .filter((message) => message.message_type !== 'system' && message.author.id !== ownId)
    .map((message) => message.author.name);
  return [...new Set(names)];
}
