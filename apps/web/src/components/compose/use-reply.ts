import type { BodyInputOf, ResponseOf, Ticket } from '@noxdesk/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router-dom';
import { call, endpoints } from '../../lib/api/index.js';
import { useMe } from '../../lib/session.js';
import { ticketOptions } from '../../lib/tickets/queries.js';
import { useSeenVersion } from './under-seen-version.js';
import { useSending } from './use-sending.js';

type Body = BodyInputOf<typeof endpoints.tickets.reply>;
type Answer = ResponseOf<typeof endpoints.tickets.reply>;

export interface ReplyInput {
  body: Body;
  files: readonly File[];
}

/** Sends a message. @param guarded what its writer has not seen yet refuses it (412) */
export function useReply(ticket: Ticket, { guarded }: { guarded: boolean }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const me = useMe();
  const { send, progress, cancel } = useSending<Body>();
  const underSeenVersion = useSeenVersion(ticket, me.id);

  const mutation = useMutation({
    mutationFn: (input: ReplyInput): Promise<Answer> => {
      const request = (guard: { version?: number }) =>
        send(input, (options) =>
          call(endpoints.tickets.reply, { params: { id: ticket.id }, ...options, ...guard }),
        );
      return guarded ? underSeenVersion((version) => request({ version })) : request({});
    },
    onSuccess: (message) => {
      if (message.ticket_id !== ticket.id) {
        // The ticket had been closed for too long: the message has opened one of its own.
        void navigate(`/${message.ticket_id}/`);
        return;
      }
      client.setQueryData<Ticket>(
        ticketOptions(ticket.id).queryKey,
        // The stream may have told of it first.
        (before) =>
          before && {
            ...before,
            messages: [...before.messages.filter(({ id }) => id !== message.id), message],
          },
      );
    },
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ['ticket', ticket.id] });
      void client.invalidateQueries({ queryKey: ['tickets'] });
    },
  });
  return { ...mutation, progress, cancel };
}
