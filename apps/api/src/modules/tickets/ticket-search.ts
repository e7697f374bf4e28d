import { parseTicketNumber } from '@noxdesk/domain';
import { sql } from '../../platform/database/sql.js';
import type { Caller } from '../../platform/http/caller.js';
import type { Params } from './ticket-visibility.js';

export const SEARCH_PLAN = sql('tickets.search-plan', `SELECT query, common FROM search_plan($1, $2)`);

/** Words as the database understands them. */
export interface WordSearch {
  /** null: there is nothing in them to look for. */
  query: string | null;
  /** So many messages match that reading down the list finds a page of them sooner than the index. */
  common: boolean;
}

/** What is searched for: a ticket by its number, or words in subject, messages and requester. */
export type Search = { number: number } | WordSearch;

export const numberSearched = (text: string): { number: number } | null => {
  const number = parseTicketNumber(text);
  return number === null ? null : { number };
};

/** How far down a list one reads for common words before the index is asked after all. */
export const READ_DOWN_MOST = 2_000;

/** The condition on `tickets t`, by index. */
export function searchClause(search: Search, caller: Caller, params: Params, tenant: string): string {
  if ('number' in search) return `t.number = ${params.add(search.number)}`;
  const query = `${params.add(search.query)}::tsquery`;
  return `t.id IN (SELECT search_ticket_ids(${tenant}, ${query}, ${seesInternal(caller)}))`;
}

/** The same condition, looked up ticket by ticket. A scalar sub-select, which the planner does not turn into a join. */
export function readDownClause(search: WordSearch, caller: Caller, params: Params, tenant: string): string {
  const audience = seesInternal(caller) ? '' : 'AND m.public';
  return `(SELECT true FROM ticket_messages m WHERE m.tenant_id = ${tenant} AND m.ticket_id = t.id
    AND m.search @@ ${params.add(search.query)}::tsquery ${audience} LIMIT 1)`;
}

/** A customer's search must not even be answered by what stands in a note. */
const seesInternal = (caller: Caller) => caller.role !== 'customer';
