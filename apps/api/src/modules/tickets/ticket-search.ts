import { parseTicketNumber } from '@noxdesk/domain';
import { sql } from '../../platform/database/sql.js';
import type { Caller } from '../../platform/http/caller.js';
import type { Params } from './ticket-visibility.js';

export const SEARCH_PLAN = sql(
  'tickets.search-plan',
  `SELECT how, query, rest, ids, reach, matched FROM search_plan($1, $2, $3)`,
);

/** Words as the database understands them, and how it would look for them. */
export interface WordSearch {
  /**
   * `nothing`: there is nothing in them to look for. `ids`: these are the tickets. `down`: so many match that reading
   * down the list finds a page soon. `among`: the list is read in windows, the index tells those that match.
   */
  how: 'nothing' | 'ids' | 'down' | 'among';
  /** What the index is asked for. */
  query: string | null;
  /** Words besides that stand nearly everywhere. */
  rest: string | null;
  /** As PostgreSQL writes an array. */
  ids: string | null;
  /** How many tickets are looked through at first. */
  reach: number;
  /** How many messages match, by estimate. */
  matched: number;
}

/** What is searched for: a ticket by its number, or words in subject, messages and requester. */
export type Search = { number: number } | WordSearch;

export const numberSearched = (text: string): { number: number } | null => {
  const number = parseTicketNumber(text);
  return number === null ? null : { number };
};

/** A part of the list that is looked through, as one of its pages. */
export interface Window {
  how: 'down' | 'among';
  reach: number;
}

/** Beyond this many messages the index has more to collect than the tickets have to be looked through. */
const MOST_COLLECTED = 300_000;
const FURTHER = 10_000;
/** Ticket by ticket costs more than by the index. */
const FURTHER_DOWN = 2_000;

/**
 * The windows of the list that a search looks through until it has found a page, one after the other; all of them
 * together are the bound of one request. null: the search knows its tickets.
 */
export function windowsOf(search: Search | null): Window[] | null {
  if (!search || 'number' in search || search.how === 'nothing' || search.how === 'ids') return null;
  const next: Window =
    search.matched > MOST_COLLECTED ? { how: 'down', reach: FURTHER_DOWN } : { how: 'among', reach: FURTHER };
  return [{ how: search.how, reach: search.reach }, next, next];
}

/** The condition on `tickets t` where the search knows its tickets. */
export function searchClause(search: Search, params: Params): string {
  if ('number' in search) return `t.number = ${params.add(search.number)}`;
  return search.how === 'ids' ? `t.id = ANY (${params.add(search.ids)}::uuid[])` : 'false';
}

/** The condition on `tickets t`, looked up ticket by ticket. A scalar sub-select, which the planner does not turn into a join. */
export function readDownClause(search: WordSearch, caller: Caller, params: Params, tenant: string): string {
  const audience = seesInternal(caller) ? '' : 'AND m.public';
  const words = [search.query, search.rest].flatMap((query) => query ?? []);
  const found = words.map((query) => `AND m.search @@ ${params.add(query)}::tsquery`);
  return `(SELECT true FROM ticket_messages m WHERE m.tenant_id = ${tenant} AND m.ticket_id = t.id
    ${found.join(' ')} ${audience} LIMIT 1)`;
}

/** The ids of those of `looked` that match. */
export function amongLooked(search: WordSearch, caller: Caller, params: Params, tenant: string): string {
  const queries = [search.query, search.rest].map((query) => `${params.add(query)}::tsquery`);
  return `SELECT search_among(${tenant}, ${queries.join(', ')}, ${seesInternal(caller)}, ARRAY(SELECT id FROM looked))`;
}

/** A customer's search must not even be answered by what stands in a note. */
export const seesInternal = (caller: Caller) => caller.role !== 'customer';
