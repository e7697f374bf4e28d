import type { Me } from '@noxdesk/contracts';
import { useSyncExternalStore } from 'react';
import { call, endpoints, isApiError, onSessionEnd, signIn, signOut } from './api/index.js';
import { loadOwnBrand } from './brand.js';
import { activateLocale } from './i18n/index.js';
import { storage } from './storage.js';

export type Session =
  | { status: 'anonymous' }
  | { status: 'signed_in'; me: Me }
  /** The server could not be asked; the screen offers to try again. */
  | { status: 'unknown'; error: unknown };

let session: Session | null = null;
let starting: Promise<Session> | null = null;
const listeners = new Set<() => void>();

function become(next: Session): Session {
  session = next;
  listeners.forEach((listener) => listener());
  return next;
}

/**
 * Whether this browser may hold a session. The cookie itself cannot be seen from here; where nothing can be
 * remembered, the server is asked.
 */
const SESSION_HINT = 'session';
/** The role that was last signed in in this browser, and has not signed out: a guess to load by, never a right. */
export const expectedRole = (): string | null => storage.get(SESSION_HINT);
const maybeSignedIn = () => !storage.works() || storage.get(SESSION_HINT) !== null;

async function load(): Promise<Session> {
  if (!maybeSignedIn()) return become({ status: 'anonymous' });
  try {
    const me = await call(endpoints.auth.me);
    await activateLocale(me.locale, { keep: true });
    storage.set(SESSION_HINT, isStaff(me) ? 'staff' : 'customer');
    loadOwnBrand();
    return become({ status: 'signed_in', me });
  } catch (error) {
    if (isApiError(error) && error.status === 401) {
      storage.set(SESSION_HINT, null);
      return become({ status: 'anonymous' });
    }
    return { status: 'unknown', error };
  }
}

/** Settles once it is known who is here; asks the server only the first time. */
export async function currentSession(): Promise<Session> {
  if (session) return session;
  starting ??= load().finally(() => {
    starting = null;
  });
  return starting;
}

export async function startSession(...step: Parameters<typeof signIn>): Promise<Session> {
  await signIn(...step);
  storage.set(SESSION_HINT, '1');
  return load();
}

/** @param token of the link that was mailed */
export const startSessionByLink = (token: string): Promise<Session> =>
  startSession(endpoints.signInLinks.use, { token });

/** Leaves with a fresh page, so that nothing of this user stays in memory. */
export async function endSession(): Promise<void> {
  storage.set(SESSION_HINT, null);
  await signOut().catch(() => undefined);
  leave();
}

function leave(): void {
  window.location.assign(`${import.meta.env.BASE_URL}login/`);
}

onSessionEnd(leave);

export function updateMe(me: Me): void {
  become({ status: 'signed_in', me });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The signed-in user; only below the guarded routes. */
export function useMe(): Me {
  const state = useSyncExternalStore(subscribe, () => session);
  if (state?.status !== 'signed_in') throw new Error('no user is signed in here');
  return state.me;
}

export const isStaff = (me: Me): boolean => me.role !== 'customer';
export const isAdmin = (me: Me): boolean => me.role === 'admin';
export const mayUseTickets = (me: Me): boolean => me.permissions.includes('can_access_ticketing');
