import { useRef, useState } from 'react';
import { ApiError, isApiError } from '../../lib/api/index.js';
import { randomId } from '../../lib/random-id.js';
import { sameValue } from '../../lib/tickets/same-value.js';
import { keepTrying, mayHaveArrived } from './keep-trying.js';

interface Sent<Body> {
  body: Body;
  files: readonly File[];
}

/** What a call takes so that its upload is shown, can be cancelled, and arrives once. */
interface SendingOptions<Body> extends Sent<Body> {
  idempotencyKey: string;
  signal: AbortSignal;
  onProgress?: (share: number) => void;
}

/**
 * Sends what somebody has written so that nothing is lost and nothing comes twice: a broken line is tried again, and
 * the same words sent once more, by hand or by itself, carry the same key.
 */
export function useSending<Body extends object>() {
  const [progress, setProgress] = useState<number | null>(null);
  const attempt = useRef<{ sent: Sent<Body>; key: string } | null>(null);
  const abort = useRef<AbortController | null>(null);

  async function send<Answer>(
    sent: Sent<Body>,
    request: (options: SendingOptions<Body>) => Promise<Answer>,
  ): Promise<Answer> {
    if (!attempt.current || !sameSent(attempt.current.sent, sent))
      attempt.current = { sent, key: randomId() };
    const { key } = attempt.current;
    const { signal } = (abort.current = new AbortController());
    const hasFiles = sent.files.length > 0;
    if (hasFiles) setProgress(0);
    try {
      const answer = await keepTrying(
        () => request({ ...sent, idempotencyKey: key, signal, ...(hasFiles && { onProgress: setProgress }) }),
        { signal, isOnline: () => navigator.onLine },
      );
      attempt.current = null;
      return answer;
    } catch (error) {
      // The key of what was refused is remembered with its refusal.
      if (!mayHaveArrived(error)) attempt.current = null;
      throw signal.aborted && !isApiError(error) ? new ApiError('cancelled') : error;
    } finally {
      setProgress(null);
    }
  }

  return { send, progress, cancel: () => abort.current?.abort() };
}

const sameSent = <Body extends object>(a: Sent<Body>, b: Sent<Body>) =>
  sameValue(a.body, b.body) &&
  a.files.length === b.files.length &&
  a.files.every((file, i) => file === b.files[i]);
