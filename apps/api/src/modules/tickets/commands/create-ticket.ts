import { Injectable } from '@nestjs/common';
import type { CreateTicket as Input } from '@noxdesk/contracts';
import { canOpenForOthers } from '@noxdesk/domain';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { Caller } from '../../../platform/http/caller.js';
import type { StagedFile } from '../../../platform/http/multipart.js';
import { ProblemError } from '../../../platform/http/problem.js';
import { Requesters } from '../../identity/requesters.js';
import { actorOf } from '../ticket-actor.js';
import { type Opened, TicketCommands } from '../ticket-commands.js';

/** `POST tickets/`: for oneself, or by staff for somebody else. */
@Injectable()
export class CreateTicket {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly requesters: Requesters,
    private readonly tickets: TicketCommands,
  ) {}

  async run(caller: Caller, input: Input, files: readonly StagedFile[]): Promise<Opened> {
    const message = input.messages[0]!;
    refuse(caller, input);
    return this.unitOfWork.run(caller.tenantId, async () => {
      const requester = input.requester ? await this.requesters.findOrCreate(input.requester) : null;
      return this.tickets.open(caller.tenantId, {
        subject: input.subject,
        departmentId: input.department,
        priority: input.priority,
        requesterId: requester?.id ?? caller.userId,
        channel: caller.channel,
        actor: actorOf(caller),
        message: { body: message.body, bodyHtml: message.body_html, cc: message.cc, files },
        ...(input.tags && { tags: input.tags }),
      });
    });
  }
}

function refuse(caller: Caller, input: Input): void {
  const type = input.messages[0]!.message_type;
  // A ticket begins with what its requester is to read.
  if (type !== 'reply') throw new ProblemError('message_type_not_allowed');
  if (canOpenForOthers(caller.role)) return;
  const fields = (['requester', 'tags'] as const).filter((field) => input[field] !== undefined);
  if (fields.length > 0) {
    throw new ProblemError('field_not_allowed', {
      errors: fields.map((field) => ({ field, code: 'not_allowed' })),
    });
  }
}
