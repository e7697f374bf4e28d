import type { BodyInputOf, Endpoint, ResponseOf } from '@noxdesk/contracts';
import { endpoints } from 'virtual:api-endpoints';
import { storage } from '../storage.js';
import { type AccessToken, createAccessTokens, withToken } from './access-token.js';
import { ApiError, isApiError } from './problem.js';
import { type CallOptions, buildRequest } from './request.js';
import { exchange, send } from './transport.js';

export { endpoints };
export { ApiError, isApiError } from './problem.js';

const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('noxdesk.session') : null;
const endListeners = new Set<() => void>();

/** Locks exist in secure contexts alone; over plain HTTP the tabs still share what they renewed. */
function exclusively<T>(task: () => Promise<T>): Promise<T> {
  return 'locks' in navigator ? navigator.locks.request('noxdesk.refresh', task) : task();
}

const toAccessToken = (pair: ResponseOf<typeof endpoints.auth.token>): AccessToken => ({
  token: pair.access,
  expiresAt: Date.now() + pair.expires_in * 1_000,
});

/** When the exchange began that has not been seen to end. */
const UNDER_WAY = 'refreshing';
/** An exchange that the page did not live to see ends within this time, and its cookie is in place. */
const INTERRUPTED_MS = 1_500;

/**
 * A page that was left while it exchanged its refresh token leaves the exchange under way. To ask with the old cookie
 * before the new one has come would look like theft and end the session, so this waits for it.
 */
async function outlastInterrupted(): Promise<void> {
  const since = Date.now() - Number(storage.get(UNDER_WAY) ?? 0);
  if (since >= 0 && since < INTERRUPTED_MS) {
    await new Promise((resolve) => setTimeout(resolve, INTERRUPTED_MS - since));
  }
}

const tokens = createAccessTokens({
  exclusively,
  now: () => Date.now(),
  publish: (token) => channel?.postMessage(token),
  exchange: async () => {
    await outlastInterrupted();
    storage.set(UNDER_WAY, String(Date.now()));
    try {
      // keepalive: a reload in the middle must not lose the new cookie after the old one was used up.
      const body = { session: true };
      const pair = await anonymous(endpoints.auth.refresh, { body }, { keepalive: true });
      storage.set(UNDER_WAY, null);
      return toAccessToken(pair);
    } catch (error) {
      // A page that is being left sees its requests fail as if offline, while the server goes on with them.
      if (isApiError(error) && error.status > 0) storage.set(UNDER_WAY, null);
      throw error;
    }
  },
});

channel?.addEventListener('message', (event: MessageEvent<AccessToken | null>) => {
  tokens.receive(event.data);
  if (event.data === null) endListeners.forEach((listener) => listener());
});

/** Told when another tab signs out. */
export function onSessionEnd(listener: () => void): void {
  endListeners.add(listener);
}

async function anonymous<E extends Endpoint>(
  endpoint: E,
  options: CallOptions<E>,
  transport: { keepalive?: boolean } = {},
): Promise<ResponseOf<E>> {
  return (await exchange(buildRequest(endpoint, options), transport)) as ResponseOf<E>;
}

/** Calls a route of the API as the signed-in user. Rejects with an ApiError. */
export function call<E extends Endpoint>(endpoint: E, options: CallOptions<E> = {}): Promise<ResponseOf<E>> {
  return withToken(tokens, async (token) => {
    const request = buildRequest(endpoint, options);
    request.headers.authorization = `Bearer ${token}`;
    return (await exchange(request, options)) as ResponseOf<E>;
  });
}

/** Calls a route that asks nobody who they are. */
export const callAnonymously = <E extends Endpoint>(
  endpoint: E,
  options: CallOptions<E>,
): Promise<ResponseOf<E>> => anonymous(endpoint, options);

/** The bytes behind a URL of the API, which a plain link cannot carry the token to. */
export function fetchBlob(url: string, signal?: AbortSignal): Promise<Blob> {
  return withToken(tokens, async (token) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await send({ method: 'GET', url, headers, body: null }, { signal })).blob();
  });
}

/** The live stream as text, from where it broke off. The token is sent as a header, which EventSource cannot. */
export function openStream(lastEventId: string): Promise<ReadableStreamDefaultReader<string>> {
  return withToken(tokens, async (token) => {
    const request = buildRequest(endpoints.live.stream, {});
    request.headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' };
    if (lastEventId) request.headers['last-event-id'] = lastEventId;
    const { body } = await send(request);
    if (!body) throw new ApiError('offline');
    return body.pipeThrough(new TextDecoderStream()).getReader();
  });
}

type SignInRoute =
  | typeof endpoints.auth.token
  | typeof endpoints.auth.secondFactor
  | typeof endpoints.auth.passkey
  | typeof endpoints.auth.finishProvider
  | typeof endpoints.signInLinks.use;

/** One step of a sign-in, by whichever way; rejects with `second_factor_required` where another one is to follow. */
export async function signIn<E extends SignInRoute>(
  endpoint: E,
  body: Omit<BodyInputOf<E>, 'session'>,
): Promise<void> {
  const whole = { ...body, session: true } as BodyInputOf<E>;
  tokens.set(toAccessToken((await anonymous<E>(endpoint, { body: whole })) as ResponseOf<SignInRoute>));
}

export async function signOut(): Promise<void> {
  try {
    await anonymous(endpoints.auth.logout, { body: { session: true } });
  } finally {
    tokens.clear();
  }
}
