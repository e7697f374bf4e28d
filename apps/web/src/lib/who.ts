import type { Me } from '@noxdesk/contracts';
import { call, endpoints } from './api/index.js';
import { storage } from './storage.js';

/** What this browser remembers of who was signed in: a guess to load by, never a right. */
const HINT = 'session';

/** `staff` or `customer`; `1` where somebody has signed in and it was not yet told who. */
export const expectedRole = (): string | null => storage.get(HINT);
export const expectRole = (role: string | null): void => storage.set(HINT, role);

/**
 * Whether this browser may hold a session. The cookie itself cannot be seen from here; where nothing can be
 * remembered, the server is asked.
 */
export const maybeSignedIn = (): boolean => !storage.works() || expectedRole() !== null;

let asked: Promise<Me> | null = null;

/**
 * Asks the server who is here. `src/first.ts` does so before the application is there, so that the answer comes while
 * its code still loads; whoever asks first after that gets this answer.
 */
export function askAhead(): void {
  if (!maybeSignedIn()) return;
  asked = call(endpoints.auth.me);
  // Whoever takes it sees the error.
  asked.catch(() => undefined);
}

export function askWho(): Promise<Me> {
  const answer = asked ?? call(endpoints.auth.me);
  asked = null;
  return answer;
}
