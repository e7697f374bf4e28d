import { Injectable } from '@nestjs/common';
import { formatTicketNumber } from '@noxdesk/domain';
import { Clock } from '../../../platform/clock/clock.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { Caller } from '../../../platform/http/caller.js';
import { invalidField, ProblemError } from '../../../platform/http/problem.js';
import { AttachmentsService } from '../../attachments/attachments.service.js';
import { keptFile } from '../kept-file.js';
import { MessageRepository, type MessageRow } from '../message.repository.js';
import { actorOf } from '../ticket-actor.js';
import { TicketCommands } from '../ticket-commands.js';
import { TicketDrafts } from '../ticket-drafts.js';
import type { Actor } from '../ticket-events.js';
import { TicketMerges } from '../ticket-merges.js';
import { TicketMoves } from '../ticket-moves.js';
import { TicketRepository } from '../ticket.repository.js';
import { priorityOfRank, type TicketRow } from '../ticket.row.js';
import { isVisible } from '../ticket-visibility.js';

export interface SplitInput {
  subject?: string | undefined;
  department?: number | undefined;
}

/** Makes a ticket of its own of a message that asks for something else. The message stays where it was, too. */
@Injectable()
export class SplitMessage {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tickets: TicketRepository,
    private readonly messages: MessageRepository,
    private readonly attachments: AttachmentsService,
    private readonly commands: TicketCommands,
    private readonly drafts: TicketDrafts,
    private readonly merges: TicketMerges,
    private readonly moves: TicketMoves,
    private readonly clock: Clock,
  ) {}

  /** @returns the id of the new ticket */
  async run(caller: Caller, ticketId: string, messageId: string, input: SplitInput): Promise<string> {
    return this.unitOfWork.run(caller.tenantId, async () => {
      const [row, message] = await Promise.all([this.tickets.find(ticketId), this.messages.one(messageId)]);
      if (!row || !isVisible(caller, row)) throw new ProblemError('not_found');
      if (!message || message.ticket_id !== row.id || message.message_type !== 'reply') {
        throw new ProblemError('not_found');
      }
      if (input.department !== undefined && !(await this.moves.department(input.department))) {
        throw invalidField('department', 'unknown_value', { value: input.department });
      }
      const files = await this.attachments.filesOf(message.id);
      const actor = authorOf(message) ?? actorOf(caller);
      const made = await this.commands.open(caller.tenantId, {
        subject: input.subject ?? row.subject,
        departmentId: input.department ?? row.department_id,
        priority: priorityOfRank(row.priority),
        requesterId: actor.kind === 'customer' ? actor.userId : row.requester_id,
        channel: message.channel,
        actor,
        message: {
          body: message.body,
          bodyHtml: htmlFor(message, files),
          cc: message.cc,
          files: files.map(keptFile),
        },
      });
      await this.#link(caller, row, made.ticketId);
      return made.ticketId;
    });
  }

  async #link(caller: Caller, from: TicketRow, madeId: string): Promise<void> {
    await this.merges.link(from.id, madeId, this.clock.now());
    const [old, made] = [
      await this.drafts.open(from.id, actorOf(caller)),
      await this.drafts.open(madeId, actorOf(caller)),
    ];
    const ref = ({ id, number }: TicketRow) => ({ id, number: formatTicketNumber(number) });
    old.link({ direction: 'split_to', ticket: ref(made.row) });
    made.link({ direction: 'split_from', ticket: ref(old.row) });
    await this.drafts.save(old);
    await this.drafts.save(made);
  }
}

/** A customer's message opens the ticket in their name; what staff wrote is opened by who splits it. */
const authorOf = ({ author_kind: kind, author_id: id }: MessageRow): Actor | null =>
  kind === 'customer' && id !== null ? { kind: 'customer', userId: id } : null;

/** Pictures in the text are found again by their file's new address. */
const htmlFor = (
  message: MessageRow,
  files: readonly { id: string; content_id: string | null; filename: string }[],
) =>
  files.reduce(
    (html, { id, content_id, filename }) =>
      html?.replaceAll(
        `/tickets/api/attachments/${id}/`,
        `cid:${encodeURIComponent(content_id ?? filename)}`,
      ),
    message.body_html ?? undefined,
  );
