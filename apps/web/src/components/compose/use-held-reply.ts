import type { BodyInputOf, HeldReply, Ticket } from '@noxdesk/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { call, endpoints, isApiError } from '../../lib/api/index.js';
import { randomId } from '../../lib/random-id.js';
import { sameValue } from '../../lib/tickets/same-value.js';

type Body = BodyInputOf<typeof endpoints.heldReplies.hold>;
export interface HoldInput {
  body: Body;
  files: readonly File[];
}

/**
 * Hands an answer over, which goes out a few seconds later by itself. The same one tried again carries the same key,
 * so that an answer lost on the way does not become a second one; what its writer has not seen refuses it (412).
 */
export function useHeldReply(ticket: Ticket) {
  const client = useQueryClient();
  const [progress, setProgress] = useState<number | null>(null);
  const attempt = useRef<{ input: HoldInput; key: string } | null>(null);
  const abort = useRef<AbortController | null>(null);

  const mutation = useMutation({
    mutationFn: (input: HoldInput): Promise<HeldReply> => {
      if (!attempt.current || !sameInput(attempt.current.input, input))
        attempt.current = { input, key: randomId() };
      abort.current = new AbortController();
      if (input.files.length > 0) setProgress(0);
      return call(endpoints.heldReplies.hold, {
        params: { id: ticket.id },
        body: input.body,
        files: input.files,
        idempotencyKey: attempt.current.key,
        signal: abort.current.signal,
        version: ticket.version,
        ...(input.files.length > 0 && { onProgress: setProgress }),
      });
    },
    onSuccess: () => {
      attempt.current = null;
    },
    onError: async (error) => {
      // The key of a refused attempt may be remembered with its refusal.
      if (!isApiError(error, 'offline')) attempt.current = null;
      await client.invalidateQueries({ queryKey: ['ticket', ticket.id] });
    },
    onSettled: () => setProgress(null),
  });
  return { ...mutation, progress, cancel: () => abort.current?.abort() };
}

const sameInput = (a: HoldInput, b: HoldInput) =>
  sameValue(a.body, b.body) &&
  a.files.length === b.files.length &&
  a.files.every((file, i) => file === b.files[i]);
