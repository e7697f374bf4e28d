import type { BodyInputOf, ResponseOf, Ticket } from '@noxdesk/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { call, endpoints, isApiError } from '../../lib/api/index.js';
import { randomId } from '../../lib/random-id.js';
import { ticketOptions } from '../../lib/tickets/queries.js';
import { sameValue } from '../../lib/tickets/same-value.js';

type Body = BodyInputOf<typeof endpoints.tickets.reply>;
type Answer = ResponseOf<typeof endpoints.tickets.reply>;

export interface ReplyInput {
  body: Body;
  files: readonly File[];
}

/**
 * Sends a message. The same message tried again carries the same key, so that an answer lost on the way does not
 * become a second message; what the writer has not seen yet refuses the first try (412).
 */
export function useReply(ticket: Ticket, { guarded }: { guarded: boolean }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [progress, setProgress] = useState<number | null>(null);
  const attempt = useRef<{ input: ReplyInput; key: string } | null>(null);
  const abort = useRef<AbortController | null>(null);

  const mutation = useMutation({
    mutationFn: async (input: ReplyInput): Promise<Answer> => {
      if (!attempt.current || !sameAttempt(attempt.current.input, input))
        attempt.current = { input, key: randomId() };
      abort.current = new AbortController();
      if (input.files.length > 0) setProgress(0);
      return call(endpoints.tickets.reply, {
        params: { id: ticket.id },
        body: input.body,
        files: input.files,
        idempotencyKey: attempt.current.key,
        signal: abort.current.signal,
        ...(input.files.length > 0 && { onProgress: setProgress }),
        ...(guarded && { version: ticket.version }),
      });
    },
    onSuccess: (message) => {
      attempt.current = null;
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
    onError: (error) => {
      // The key of a refused attempt may be remembered with its refusal.
      if (!isApiError(error, 'offline')) attempt.current = null;
    },
    onSettled: async () => {
      setProgress(null);
      await client.invalidateQueries({ queryKey: ['ticket', ticket.id] });
      void client.invalidateQueries({ queryKey: ['tickets'] });
    },
  });
  return { ...mutation, progress, cancel: () => abort.current?.abort() };
}

const sameAttempt = (a: ReplyInput, b: ReplyInput) =>
  sameValue(a.body, b.body) &&
  a.files.length === b.files.length &&
  a.files.every((file, i) => file === b.files[i]);
