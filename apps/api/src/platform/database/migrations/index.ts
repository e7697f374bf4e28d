import { Foundation1700000000001 } from './0001-foundation.js';

/** In the order they run. A migration that has been released is never changed. */
export const MIGRATIONS = [Foundation1700000000001];
