import { nextPath } from '../../lib/next-path.js';
import { type Session } from '../../lib/session.js';

/** Where one wanted to go, while the way leads by another site. */
const WANTED = 'noxdesk.next';

export function rememberNext(next: string | null): void {
  try {
    sessionStorage.setItem(WANTED, next ?? '');
  } catch {
    // Nothing can be remembered here: it goes to the start page.
  }
}

export function rememberedNext(): string | null {
  try {
    return sessionStorage.getItem(WANTED);
  } catch {
    return null;
  }
}

/**
 * Leaves the sign-in by a page load of its own: which screens stand at an address depends on who is signed in, and
 * the router keeps what it has loaded for an address.
 */
export function goOn(session: Session, next: string | null): void {
  if (session.status === 'unknown') throw session.error;
  window.location.replace(`${import.meta.env.BASE_URL}${nextPath(next).slice(1)}`);
}
