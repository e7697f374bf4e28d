import type { BodyInputOf, HeldReply, Ticket } from '@noxdesk/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call, endpoints } from '../../lib/api/index.js';
import { useMe } from '../../lib/session.js';
import { useSeenVersion } from './under-seen-version.js';
import { useSending } from './use-sending.js';

type Body = BodyInputOf<typeof endpoints.heldReplies.hold>;

/** Hands an answer over, which goes out a few seconds later by itself; what its writer has not seen refuses it (412). */
export function useHeldReply(ticket: Ticket) {
  const client = useQueryClient();
  const me = useMe();
  const { send, progress, cancel } = useSending<Body>();
  const underSeenVersion = useSeenVersion(ticket, me.id);

  const mutation = useMutation({
    mutationFn: (input: { body: Body; files: readonly File[] }): Promise<HeldReply> =>
      underSeenVersion((version) =>
        send(input, (options) =>
          call(endpoints.heldReplies.hold, { params: { id: ticket.id }, ...options, version }),
        ),
      ),
    onError: () => client.invalidateQueries({ queryKey: ['ticket', ticket.id] }),
  });
  return { ...mutation, progress, cancel };
}
