import type { Caller } from '../../platform/http/caller.js';
import type { Actor } from './ticket-events.js';

/** The caller as the one who acts on a ticket. */
export const actorOf = ({ role, userId }: Pick<Caller, 'role' | 'userId'>): Actor =>
  role === 'customer' ? { kind: 'customer', userId } : { kind: 'agent', userId, role };
