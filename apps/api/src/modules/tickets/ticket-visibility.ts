import { canSeeTicket, type Principal } from '@noxdesk/domain';
import type { Caller } from '../../platform/http/caller.js';
import type { TicketRow } from './ticket.row.js';

/** The caller as the permission policy looks at them. */
export const principalOf = (caller: Caller): Principal => caller;

/** Whether the caller sees this ticket. The same rule as {@link visibilityClause}, for one row at hand. */
export function isVisible(caller: Caller, ticket: TicketRow): boolean {
  return canSeeTicket(principalOf(caller), {
    requesterId: ticket.requester_id,
    departmentId: ticket.department_id,
    organizationId: ticket.organization_id,
    organizationShares: ticket.organization_shares ?? false,
  });
}

/** Collects the parameters of a statement that is built from parts. */
export class Params {
  readonly values: unknown[] = [];

  /** @returns the placeholder */
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** A column is one of the values. One alone is told as such: then an index that goes on by date keeps its order. */
export function oneOf(column: string, type: string, values: readonly unknown[], params: Params): string {
  if (values.length === 0) return 'false';
  if (values.length === 1) return `${column} = ${params.add(values[0])}::${type}`;
  return `${column} = ANY (${params.add(values)}::${type}[])`;
}

/** The condition on `tickets t` by which a list, a count or a search shows only what the caller may see. */
export function visibilityClause(caller: Caller, params: Params): string {
  if (caller.role === 'admin') return 'true';
  if (caller.role === 'agent') return oneOf('t.department_id', 'int', caller.departmentIds, params);
  const own = `t.requester_id = ${params.add(caller.userId)}::uuid`;
  if (!caller.sharesTickets || caller.organizationId === null) return own;
  return `(${own} OR t.organization_id = ${params.add(caller.organizationId)}::uuid)`;
}
