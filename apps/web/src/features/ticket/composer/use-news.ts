import type { Message, Ticket } from '@noxdesk/contracts';
import { useState } from 'react';
import { unseen } from '../../../components/compose/under-seen-version.js';

/** What others have done since one began to write: for a notice before sending. */
export function useNews(ticket: Ticket, ownId: string, writing: boolean): readonly Message[] {
  const [seen, setSeen] = useState<Ticket | null>(null);
  if (!writing && seen !== null) setSeen(null);
  if (writing && seen === null) setSeen(ticket);
  if (!writing || seen === null || seen === ticket) return NONE;
  return unseen(ticket, seen, ownId);
}

const NONE: readonly Message[] = [];
