import { type ApiErrorCode, ApiError, isApiError } from '../../lib/api/problem.js';

/** How long to wait before each further try, in milliseconds: long enough for a train to leave its tunnel. */
export const WAITS_MS = [1_000, 4_000] as const;

/** The line, or what stands before the server, has failed; the next try may well pass. */
const PASSING: ReadonlySet<ApiErrorCode> = new Set(['offline', 'unavailable', 'request_in_progress']);
const UNANSWERED: ReadonlySet<ApiErrorCode> = new Set([
  ...PASSING,
  'cancelled',
  'request_timeout',
  'internal',
]);

/** Whether what was sent may have been kept all the same; then it has to be sent again under the same key. */
export const mayHaveArrived = (error: unknown): boolean => !isApiError(error) || UNANSWERED.has(error.code);

interface Circumstances {
  signal: AbortSignal;
  /** Without any network at all the next try is the person's, once it is back. */
  isOnline: () => boolean;
  rest?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Repeats a request that may be repeated while only its line fails; rejects with what failed last. */
export async function keepTrying<Answer>(
  request: () => Promise<Answer>,
  { signal, isOnline, rest = restFor }: Circumstances,
): Promise<Answer> {
  for (const wait of WAITS_MS) {
    try {
      return await request();
    } catch (error) {
      if (!isApiError(error) || !PASSING.has(error.code) || !isOnline() || signal.aborted) throw error;
      await rest(wait, signal);
    }
    if (signal.aborted) throw new ApiError('cancelled');
  }
  return request();
}

const restFor = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
