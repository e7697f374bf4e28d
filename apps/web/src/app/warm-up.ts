import { wantMessages } from '../lib/i18n/index.js';
import { queryClient } from '../lib/query-client.js';
import { expectedRole } from '../lib/session.js';
import { readFilters } from '../lib/tickets/filters.js';
import { ticketListOptions } from '../lib/tickets/queries.js';

/**
 * Begins to load what will most likely be shown, while it is still being asked who is here: the screens of the role
 * that was last signed in here, and the list in the URL. Where that turns out wrong, only a little was loaded in vain.
 */
export function warmUp(): void {
  if (expectedRole() !== 'staff') return;
  wantMessages('staff');
  void import('./staff-shell.js');
  if (window.location.pathname !== import.meta.env.BASE_URL) return;
  void import('../features/queue/queue-page.js');
  const filters = readFilters(new URLSearchParams(window.location.search));
  void queryClient.prefetchInfiniteQuery(ticketListOptions(filters));
}
