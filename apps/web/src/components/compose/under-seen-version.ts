import type { Message, Ticket } from '@noxdesk/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { call, endpoints, isApiError } from '../../lib/api/index.js';
import { putTicket } from '../../lib/tickets/queries.js';

/** Whether somebody should have read it before writing over it: not what they did themselves, and not the clock's. */
const isNews = (ownId: string, { author, event }: Message): boolean =>
  author.id !== ownId && event?.kind !== 'sla_warning' && event?.kind !== 'sla_breach';

/** What has come in since a ticket looked like this that its reader has not seen and ought to. */
export function unseen(fresh: Ticket, seen: Ticket, ownId: string): readonly Message[] {
  const known = new Set(seen.messages.map(({ id }) => id));
  return fresh.messages.filter((message) => !known.has(message.id) && isNews(ownId, message));
}

/**
 * Sends what is guarded by the version that its writer has seen. A change of one's own that was still on its way when
 * one sent makes another version too; that is no reason to refuse anything, so it is sent again under that one.
 */
export function useSeenVersion(ticket: Ticket, ownId: string) {
  const client = useQueryClient();
  return async <Answer>(request: (version: number) => Promise<Answer>): Promise<Answer> => {
    try {
      return await request(ticket.version);
    } catch (error) {
      if (!isApiError(error, 'precondition_failed')) throw error;
      const fresh = await call(endpoints.tickets.get, { params: { id: ticket.id } });
      putTicket(client, fresh);
      if (unseen(fresh, ticket, ownId).length > 0) throw error;
      return request(fresh.version);
    }
  };
}
