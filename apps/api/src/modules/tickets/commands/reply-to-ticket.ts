import { Injectable } from '@nestjs/common';
import type { Reply } from '@noxdesk/contracts';
import { writableMessageTypes } from '@noxdesk/domain';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { Caller } from '../../../platform/http/caller.js';
import type { StagedFile } from '../../../platform/http/multipart.js';
import type { IfMatch } from '../../../platform/http/if-match.js';
import { ProblemError } from '../../../platform/http/problem.js';
import { actorOf } from '../ticket-actor.js';
import { type MessageAdded, TicketCommands } from '../ticket-commands.js';
import { Staff } from '../staff.js';
import { TicketRepository } from '../ticket.repository.js';
import type { TicketRow } from '../ticket.row.js';
import { isVisible } from '../ticket-visibility.js';

/** `POST tickets/<id>/reply/`. */
@Injectable()
export class ReplyToTicket {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: TicketRepository,
    private readonly tickets: TicketCommands,
    private readonly staff: Staff,
  ) {}

  async run(
    caller: Caller,
    ticketId: string,
    reply: Reply,
    files: readonly StagedFile[],
    ifMatch: IfMatch,
  ): Promise<MessageAdded> {
    const admit = (row: TicketRow) => {
      if (!isVisible(caller, row)) throw new ProblemError('not_found');
      refuseReply(caller, reply);
    };
    return this.unitOfWork.run(caller.tenantId, async () => {
      const mentions = reply.mentions?.length ? await this.#mentioned(ticketId, reply.mentions, admit) : [];
      return this.tickets.addMessage(caller.tenantId, {
        ticketId,
        messageType: reply.message_type as 'reply' | 'note',
        channel: caller.channel,
        actor: actorOf(caller),
        message: { body: reply.body, bodyHtml: reply.body_html, cc: reply.cc, mentions, files },
        status: reply.status,
        confirms: reply.confirm_solution,
        // Whoever is signed in is who they say.
        trustsText: true,
        ifMatch,
        admit,
      });
    });
  }

  async #mentioned(
    ticketId: string,
    mentions: readonly string[],
    admit: (row: TicketRow) => void,
  ): Promise<string[]> {
    const row = await this.repository.find(ticketId);
    if (!row) throw new ProblemError('not_found');
    admit(row);
    return this.staff.mentionable(mentions, row.department_id);
  }
}

/** What the caller may not write at all. @throws ProblemError 403 naming the field, or the type of message */
export function refuseReply(caller: Caller, reply: Omit<Reply, 'body'>): void {
  if (!writableMessageTypes(caller.role).some((type) => type === reply.message_type)) {
    throw new ProblemError('message_type_not_allowed');
  }
  // What a customer reads names nobody; a customer names nobody either.
  if (reply.mentions?.length && reply.message_type !== 'note') {
    throw new ProblemError('field_not_allowed', { errors: [{ field: 'mentions', code: 'not_allowed' }] });
  }
  // Only the one who asked can say that the answer helped.
  if (caller.role !== 'customer' && reply.confirm_solution === true) {
    throw new ProblemError('field_not_allowed', {
      errors: [{ field: 'confirm_solution', code: 'not_allowed' }],
    });
  }
}
