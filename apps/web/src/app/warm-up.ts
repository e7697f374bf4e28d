import { wantMessages } from '../lib/i18n/index.js';
import { queryClient } from '../lib/query-client.js';
import { readFilters } from '../lib/tickets/filters.js';
import { ticketListOptions, ticketOptions } from '../lib/tickets/queries.js';
import { expectedRole } from '../lib/who.js';

const TICKET = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/i;

/**
 * Begins to load what will most likely be shown, while it is still being asked who is here: the screens of the role
 * that was last signed in here, and the list or ticket in the URL. Where that turns out wrong, only a little was loaded in vain.
 */
export function warmUp(): void {
  if (expectedRole() !== 'staff') return;
  wantMessages('staff');
  void import('./staff-shell.js');
  const page = window.location.pathname.slice(import.meta.env.BASE_URL.length);
  const [, ticket] = TICKET.exec(page) ?? [];
  if (ticket) {
    wantMessages('ticket');
    void import('../features/ticket/ticket-page.js');
    void queryClient.prefetchQuery(ticketOptions(ticket));
    return;
  }
  if (page !== '') return;
  void import('../features/queue/queue-page.js');
  const filters = readFilters(new URLSearchParams(window.location.search));
  void queryClient.prefetchInfiniteQuery(ticketListOptions(filters));
}
