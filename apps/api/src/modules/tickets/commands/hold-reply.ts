import { Injectable } from '@nestjs/common';
import { type BodyOf, type endpoints, HOLD_SECONDS, type HeldReply } from '@noxdesk/contracts';
import { allowedTransitions, type TicketStatus } from '@noxdesk/domain';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../../platform/clock/clock.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { Caller } from '../../../platform/http/caller.js';
import type { StagedFile } from '../../../platform/http/multipart.js';
import { assertMatches, type IfMatch } from '../../../platform/http/if-match.js';
import { ProblemError } from '../../../platform/http/problem.js';
import { Outbox } from '../../../platform/outbox/outbox.js';
import { lockBlobs } from '../../../platform/storage/blob-locks.js';
import { type HeldMessage, HeldReplyRepository } from '../held-reply.repository.js';
import { Staff } from '../staff.js';
import { sendHeldJob } from '../ticket-jobs.js';
import { TicketRepository } from '../ticket.repository.js';
import { isVisible } from '../ticket-visibility.js';
import { refuseReply } from './reply-to-ticket.js';

type Input = BodyOf<typeof endpoints.heldReplies.hold>;

/**
 * Accepts an answer that goes out a few seconds later, whatever becomes of the browser it was written in, unless its
 * author takes it back until then.
 */
@Injectable()
export class HoldReply {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tickets: TicketRepository,
    private readonly held: HeldReplyRepository,
    private readonly staff: Staff,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async run(
    caller: Caller,
    ticketId: string,
    input: Input,
    files: readonly StagedFile[],
    ifMatch: IfMatch,
  ): Promise<HeldReply> {
    return this.unitOfWork.run(caller.tenantId, async () => {
      const row = await this.tickets.find(ticketId);
      if (!row || !isVisible(caller, row)) throw new ProblemError('not_found');
      refuseReply(caller, input);
      assertMatches(ifMatch, row.version);
      refuseStatus(caller, row.status, input.status);
      const mentions = await this.staff.mentionable(input.mentions ?? [], row.department_id);
      const message = { ...input, mentions } as HeldMessage;
      return this.hold(caller, row.id, message, files, null);
    });
  }

  /** In the unit of work one is in; what may be written has been asked for. @param stepId what is taken back as one */
  async hold(
    caller: Caller,
    ticketId: string,
    message: HeldMessage,
    files: readonly StagedFile[],
    stepId: string | null,
  ): Promise<HeldReply> {
    await lockBlobs(
      this.unitOfWork.tx,
      files.map(({ blob }) => blob.key),
    );
    await Promise.all(files.map(({ blob }) => blob.keep()));
    const id = uuidv7();
    const sendAt = new Date(this.clock.now().getTime() + HOLD_SECONDS * 1_000);
    const kept = files.map(({ filename, contentType, blob }) => ({
      filename,
      content_type: contentType,
      key: blob.key,
      sha256: blob.sha256,
      size: blob.size,
    }));
    const { userId, channel } = caller;
    this.held.add(
      { id, ticket_id: ticketId, user_id: userId, channel, message, files: kept },
      stepId,
      sendAt,
    );
    await this.outbox.add(sendHeldJob, { heldId: id }, HOLD_SECONDS * 1_000);
    return { id, ticket_id: ticketId, send_at: sendAt.toISOString() };
  }

  async takeBack(caller: Caller, id: string): Promise<void> {
    const taken = await this.unitOfWork.run(caller.tenantId, () => this.held.takeOwn(id, caller.userId));
    if (!taken) throw new ProblemError('not_found');
  }
}

/** What could not be done now is not put off until nobody looks. */
function refuseStatus(caller: Caller, from: TicketStatus, to: TicketStatus | undefined): void {
  const allowed = allowedTransitions(from, caller.role);
  if (to === undefined || to === from || allowed.includes(to)) return;
  throw new ProblemError('transition_not_allowed', { allowed });
}
