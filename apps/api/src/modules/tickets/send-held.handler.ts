import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { ProblemError } from '../../platform/http/problem.js';
import { type JobContext, JobHandler } from '../../platform/queue/job.js';
import { JobRegistry } from '../../platform/queue/job-registry.js';
import { HeldReplyRepository, type HeldRow } from './held-reply.repository.js';
import { keptFile } from './kept-file.js';
import { actorOf } from './ticket-actor.js';
import { TicketCommands } from './ticket-commands.js';
import { sendHeldJob } from './ticket-jobs.js';

/** Makes a message of an answer whose time to be taken back is over. */
@Injectable()
export class SendHeldHandler extends JobHandler<{ heldId: string }> {
  readonly job = sendHeldJob;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly held: HeldReplyRepository,
    private readonly tickets: TicketCommands,
    registry: JobRegistry,
  ) {
    super();
    registry.register(this);
  }

  async handle({ heldId }: { heldId: string }, { tenantId, complete }: JobContext): Promise<void> {
    try {
      await this.#send(tenantId, heldId, complete, true);
    } catch (error) {
      // The ticket has moved on in these seconds: what was written goes out, the state stays as others left it.
      if (!(error instanceof ProblemError) || error.code !== 'transition_not_allowed') throw error;
      await this.#send(tenantId, heldId, complete, false);
    }
  }

  async #send(
    tenantId: number,
    heldId: string,
    complete: JobContext['complete'],
    withStatus: boolean,
  ): Promise<void> {
    await this.unitOfWork.run(tenantId, async () => {
      const row = await this.held.take(heldId);
      // Taken back, or sent by an attempt whose end nobody saw.
      if (row) await this.#write(tenantId, row, withStatus);
      await complete();
    });
  }

  async #write(tenantId: number, row: HeldRow, withStatus: boolean): Promise<void> {
    const { message, files } = row;
    const role = await this.held.roleOf(row.user_id);
    await this.tickets.addMessage(tenantId, {
      ticketId: row.ticket_id,
      messageId: row.id,
      messageType: message.message_type,
      channel: row.channel,
      actor: actorOf({ role, userId: row.user_id }),
      message: {
        body: message.body,
        bodyHtml: message.body_html,
        cc: message.cc,
        mentions: message.mentions,
        files: files.map((file) =>
          keptFile({ ...file, blob_key: file.key, size: String(file.size), content_id: null }),
        ),
      },
      ...(withStatus && { status: message.status }),
      trustsText: true,
    });
  }
}
