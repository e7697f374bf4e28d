import {
  applySlaEvent,
  newSlaAlerts,
  type SlaAlert,
  type SlaEvent,
  type SlaPolicyVersion,
  type SlaState,
  slaColumns,
  type TicketPriority,
} from '@noxdesk/domain';
import type { TicketRow } from './ticket.row.js';

/** The SLA clocks of a ticket that is written to, and the version of a policy that they go by. */
export class DraftClocks {
  #state: SlaState | null;
  #moved = false;

  constructor(
    private readonly row: Pick<TicketRow, 'sla_state' | 'sla_check_at'>,
    private policy: SlaPolicyVersion | null,
  ) {
    this.#state = row.sla_state;
  }

  /** The clocks of a new ticket. */
  begin(state: SlaState, policy: SlaPolicyVersion): void {
    this.#state = state;
    this.policy = policy;
  }

  /** Whether they have to be written though nothing else is: a message brings them along. */
  get moved(): boolean {
    return this.#moved;
  }

  apply(event: SlaEvent): void {
    if (this.#state && this.policy) this.#state = applySlaEvent(this.#state, event, this.policy);
  }

  /** They go by this version, or the one so far, at this priority. */
  retarget(policy: SlaPolicyVersion | null | undefined, priority: TicketPriority, at: Date): void {
    const to = policy === undefined ? this.policy : policy;
    if (!to) return;
    const before = this.#state;
    this.apply({ type: 'retargeted', at: at.toISOString(), policy: to, priority });
    this.policy = to;
    if (this.#state !== before) this.#moved = true;
  }

  /** Brings them to this moment: thresholds that have passed become alerts. Where none has, nothing is written. */
  tick(now: Date): void {
    const { sla_check_at: due } = this.row;
    if (due === null || due > now) return;
    this.apply({ type: 'tick', at: now.toISOString() });
    this.#moved = true;
  }

  /** Thresholds that were reached since the ticket was read. */
  newAlerts(): SlaAlert[] {
    return this.#state === null ? [] : newSlaAlerts(this.row.sla_state, this.#state);
  }

  /** As the ticket keeps them. */
  columns() {
    const columns = this.#state && slaColumns(this.#state);
    return {
      state: this.#state,
      dueAt: columns?.next_due_at ?? null,
      checkAt: columns?.next_threshold_at ?? null,
      warned: columns?.due_soon ?? false,
      breached: columns?.breached ?? false,
    };
  }
}
