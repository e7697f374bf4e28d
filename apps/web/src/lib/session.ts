import type { Me } from '@noxdesk/contracts';
import { useSyncExternalStore } from 'react';
import { endpoints, isApiError, onSessionEnd, signIn, signOut } from './api/index.js';
import { loadOwnBrand } from './brand.js';
import { activateLocale } from './i18n/index.js';
import { askWho, expectRole, maybeSignedIn } from './who.js';

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

async function load(): Promise<Session> {
  if (!maybeSignedIn()) return become({ status: 'anonymous' });
  try {
    const me = await askWho();
    await activateLocale(me.locale, { keep: true });
    expectRole(isStaff(me) ? 'staff' : 'customer');
    loadOwnBrand();
    return become({ status: 'signed_in', me });
  } catch (error) {
    if (isApiError(error) && error.status === 401) {
      expectRole(null);
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
  expectRole('1');
  return load();
}

/** @param token of the link that was mailed */
export const startSessionByLink = (token: string): Promise<Session> =>
  startSession(endpoints.signInLinks.use, { token });

/** Leaves with a fresh page, so that nothing of this user stays in memory. */
export async function endSession(): Promise<void> {
  expectRole(null);
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
