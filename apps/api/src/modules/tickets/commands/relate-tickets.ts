import { Injectable } from '@nestjs/common';
import { formatTicketNumber, parseTicketNumber } from '@noxdesk/domain';
import { Clock } from '../../../platform/clock/clock.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { Caller } from '../../../platform/http/caller.js';
import { invalidField, ProblemError } from '../../../platform/http/problem.js';
import { actorOf } from '../ticket-actor.js';
import type { TicketLink } from '../draft-parts.js';
import type { TicketDraft } from '../ticket-draft.js';
import { TicketDrafts } from '../ticket-drafts.js';
import { TicketMerges } from '../ticket-merges.js';
import { TicketRepository } from '../ticket.repository.js';
import type { TicketRow } from '../ticket.row.js';
import { isVisible } from '../ticket-visibility.js';

/** How long a merge can be taken back. */
const UNMERGE_MS = 7 * 24 * 3_600_000;

/** Two tickets that have to do with each other: related, or one that goes on in the other. */
@Injectable()
export class RelateTickets {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tickets: TicketRepository,
    private readonly drafts: TicketDrafts,
    private readonly merges: TicketMerges,
    private readonly clock: Clock,
  ) {}

  async link(caller: Caller, ticketId: string, ref: string): Promise<void> {
    const otherId = await this.#otherOf(caller, ticketId, ref, 'ticket');
    await this.#onBoth(caller, ticketId, otherId, async (one, other) => {
      if (!(await this.merges.link(one.row.id, other.row.id, this.clock.now()))) return;
      tell(one, 'linked', other);
      tell(other, 'linked', one);
    });
  }

  async unlink(caller: Caller, ticketId: string, otherId: string): Promise<void> {
    await this.#onBoth(caller, ticketId, otherId, async (one, other) => {
      if (!(await this.merges.unlink(one.row.id, other.row.id))) throw new ProblemError('not_found');
      tell(one, 'unlinked', other);
      tell(other, 'unlinked', one);
    });
  }

  /**
   * Nothing is moved: the thread of the other shows both, and what still comes to the merged one goes on there.
   * @throws ProblemError 422 `into` where it cannot be that ticket
   */
  async merge(caller: Caller, ticketId: string, ref: string): Promise<void> {
    const otherId = await this.#otherOf(caller, ticketId, ref, 'into');
    await this.#onBoth(caller, ticketId, otherId, async (source, target) => {
      // Else what one person wrote would come before the eyes of another.
      if (source.row.requester_id !== target.row.requester_id) throw invalidField('into', 'other_requester');
      if ((await this.merges.targetOf(target.row.id)) !== null) throw invalidField('into', 'merged');
      const [into, taken] = await Promise.all([
        this.merges.targetOf(source.row.id),
        this.merges.hasSources(source.row.id),
      ]);
      if (into !== null || taken) throw new ProblemError('conflict');
      this.merges.add(source.row.id, target.row.id, source.status, this.clock.now());
      tell(source, 'merged_into', target);
      tell(target, 'merged_from', source);
      target.copyTo([...target.row.cc, ...source.row.cc]);
      source.setStatus('closed');
    });
  }

  /** @throws ProblemError `conflict` where it is not merged, or was too long ago */
  async unmerge(caller: Caller, ticketId: string): Promise<void> {
    await this.unitOfWork.run(caller.tenantId, async () => {
      await this.#visible(caller, ticketId);
      const since = new Date(this.clock.now().getTime() - UNMERGE_MS);
      const merge = await this.merges.take(ticketId, since);
      if (!merge) throw new ProblemError('conflict');
      await this.#onBoth(caller, ticketId, merge.intoId, async (source, target) => {
        source.setStatus(merge.statusBefore);
        tell(source, 'unmerged', target);
        tell(target, 'unmerged', source);
      });
    });
  }

  /** Locks both, always in the same order, so that two such steps cannot wait for each other. */
  async #onBoth(
    caller: Caller,
    ticketId: string,
    otherId: string,
    work: (one: TicketDraft, other: TicketDraft) => Promise<void>,
  ): Promise<void> {
    if (ticketId.toLowerCase() === otherId.toLowerCase()) throw invalidField('ticket', 'same_ticket');
    await this.unitOfWork.run(caller.tenantId, async () => {
      const drafts = new Map<string, TicketDraft>();
      for (const id of [ticketId, otherId].sort()) {
        const draft = await this.drafts.open(id, actorOf(caller));
        if (!isVisible(caller, draft.row)) throw new ProblemError('not_found');
        drafts.set(id, draft);
      }
      const [one, other] = [drafts.get(ticketId)!, drafts.get(otherId)!];
      await work(one, other);
      await this.drafts.save(one);
      await this.drafts.save(other);
    });
  }

  async #visible(caller: Caller, ticketId: string): Promise<TicketRow> {
    const row = await this.tickets.find(ticketId);
    if (!row || !isVisible(caller, row)) throw new ProblemError('not_found');
    return row;
  }

  /** The other ticket by its number or id. @throws ProblemError 422 naming the field where the caller sees none */
  async #otherOf(caller: Caller, ticketId: string, ref: string, field: string): Promise<string> {
    return this.unitOfWork.run(caller.tenantId, async () => {
      await this.#visible(caller, ticketId);
      const id = ref.includes('-') && !/^tk-/i.test(ref) ? ref.toLowerCase() : await this.#idOfNumber(ref);
      const row = id === null ? null : await this.tickets.find(id);
      if (!row || !isVisible(caller, row)) throw invalidField(field, 'unknown_value', { value: ref });
      return row.id;
    });
  }

  async #idOfNumber(ref: string): Promise<string | null> {
    const number = parseTicketNumber(/^\d/.test(ref) ? `TK-${ref}` : ref);
    return number === null ? null : this.tickets.idOfNumber(number);
  }
}

function tell(draft: TicketDraft, direction: TicketLink['direction'], { row }: TicketDraft): void {
  draft.link({ direction, ticket: { id: row.id, number: formatTicketNumber(row.number) } });
}
