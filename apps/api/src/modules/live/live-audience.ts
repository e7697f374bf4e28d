import type { Caller } from '../../platform/http/caller.js';
import type { LiveEvent } from '../../platform/realtime/live-bus.js';

/** Whether the caller may hear of the event: the rule of lists and threads, told by the event's own facts. */
export function mayHear(caller: Caller, { tenantId, audience }: LiveEvent): boolean {
  if (tenantId !== caller.tenantId || !caller.canAccessTicketing) return false;
  if (audience.userIds) return audience.userIds.includes(caller.userId);
  if (caller.role === 'admin') return true;
  if (caller.role === 'agent') return audience.departmentIds.some((id) => caller.departmentIds.includes(id));
  const { customer } = audience;
  if (!customer) return false;
  if (customer.requesterId === caller.userId) return true;
  return (
    caller.sharesTickets &&
    customer.organizationId !== null &&
    customer.organizationId === caller.organizationId
  );
}
