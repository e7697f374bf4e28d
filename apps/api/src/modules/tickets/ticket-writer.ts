import { Injectable } from '@nestjs/common';
import type { Attachment } from '@noxdesk/contracts';
import {
  allowedTransitions,
  customerReply,
  type CustomerReplyDecision,
  changeTicket,
  formatTicketNumber,
  isConfirmationText,
  staffReply,
} from '@noxdesk/domain';
import { sanitizeMailHtml } from '@noxdesk/mail';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { assertMatches } from '../../platform/http/if-match.js';
import { ProblemError } from '../../platform/http/problem.js';
import { attachmentUrl, presentAttachment } from '../attachments/attachment.presenter.js';
import { AttachmentsService } from '../attachments/attachments.service.js';
import { MessageRepository } from './message.repository.js';
import {
  type AddMessage,
  type MessageAdded,
  type NewMessage,
  type Opened,
  type OpenTicket,
  TicketCommands,
} from './ticket-commands.js';
import type { TicketDraft } from './ticket-draft.js';
import type { Actor } from './ticket-events.js';
import { TicketDrafts } from './ticket-drafts.js';
import { Staff } from './staff.js';
import { TicketMerges } from './ticket-merges.js';
import { TicketRepository } from './ticket.repository.js';
import { priorityOfRank } from './ticket.row.js';

/** Opens tickets and adds messages, with all that follows from it: state, assignee, clocks, system messages, events. */
@Injectable()
export class TicketWriter extends TicketCommands {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly drafts: TicketDrafts,
    private readonly messages: MessageRepository,
    private readonly tickets: TicketRepository,
    private readonly staff: Staff,
    private readonly merges: TicketMerges,
    private readonly attachments: AttachmentsService,
    private readonly clock: Clock,
  ) {
    super();
  }

  async open(tenantId: number, command: OpenTicket): Promise<Opened> {
    return this.unitOfWork.run(tenantId, async () => {
      const draft = await this.drafts.create(command);
      const { messageId, files } = await this.#write(draft, command.message, 'reply', command.channel, true);
      if (command.followsId !== undefined) await this.#linkBack(draft, command.followsId);
      const told = await this.drafts.save(draft);
      const created = told.find((event) => event.type === 'ticket.created')!;
      const written = draft.asOpened && { ...draft.asOpened, files };
      return { ticketId: draft.row.id, messageId, number: draft.row.number, created, written };
    });
  }

  async addMessage(tenantId: number, command: AddMessage): Promise<MessageAdded> {
    return this.unitOfWork.run(tenantId, async () => {
      const { draft, isFirst } = await this.#open(command);
      const decision = await this.#decide(draft, command, isFirst);
      if (decision.outcome === 'refused') {
        throw new ProblemError('transition_not_allowed', { allowed: decision.allowed });
      }
      if (decision.outcome === 'new_ticket') return this.#follow(draft, command);
      const confirms = decision.changes.status?.to === 'closed';
      const { messageId } = await this.#write(
        draft,
        command.message,
        command.messageType,
        command.channel,
        !confirms,
        command.messageId,
      );
      const { status, assignee } = decision.changes;
      if (assignee) draft.assign(assignee.to === null ? null : await this.staff.named(assignee.to));
      if (status) draft.setStatus(status.to);
      await this.drafts.save(draft);
      const outcome = draft.row.id === command.ticketId ? 'added' : 'followed';
      return { outcome, ticketId: draft.row.id, messageId };
    });
  }

  async confirm(tenantId: number, { ticketId, actor }: { ticketId: string; actor: Actor }): Promise<void> {
    await this.unitOfWork.run(tenantId, async () => {
      const draft = await this.drafts.open(ticketId, actor);
      if (draft.status === 'closed') return;
      if (draft.status !== 'resolved') {
        throw new ProblemError('transition_not_allowed', {
          allowed: allowedTransitions(draft.status, 'customer'),
        });
      }
      draft.setStatus('closed');
      await this.drafts.save(draft);
    });
  }

  /**
   * The ticket to write to: what comes to a merged one goes on in the other.
   * @returns also whether an answer is the first one of staff
   */
  async #open(command: AddMessage): Promise<{ draft: TicketDraft; isFirst: boolean }> {
    const { ticketId, actor, ifMatch } = command;
    const isAnswer = actor.kind === 'agent' && command.messageType === 'reply';
    const hasAnswer = async (id: string) => isAnswer && (await this.messages.hasStaffReply(id));
    const [draft, into, answered] = await Promise.all([
      this.drafts.open(ticketId, actor),
      this.merges.targetOf(ticketId),
      hasAnswer(ticketId),
    ]);
    command.admit?.(draft.row);
    assertMatches(ifMatch, draft.row.version);
    if (into === null) return { draft, isFirst: !answered };
    const [other, answeredThere] = await Promise.all([this.drafts.open(into, actor), hasAnswer(into)]);
    return { draft: other, isFirst: !answeredThere };
  }

  async #decide(draft: TicketDraft, command: AddMessage, first: boolean): Promise<CustomerReplyDecision> {
    const { actor, messageType, status } = command;
    const facts = { status: draft.status, assigneeId: draft.assignee?.id ?? null };
    if (actor.kind === 'system') return { outcome: 'accepted', changes: {} };
    if (actor.kind === 'agent') {
      const caller = { role: actor.role, userId: actor.userId };
      if (messageType === 'note') return changeTicket(facts, { ...(status && { status }) }, caller);
      return staffReply(facts, caller, { first, ...(status && { status }) });
    }
    const { reopenDays } = await this.drafts.life();
    return customerReply(
      { ...facts, closedAt: draft.row.closed_at?.toISOString() ?? null },
      {
        now: this.clock.now().toISOString(),
        reopenDays,
        confirms: command.confirms === true || status === 'closed',
        confirmationText: command.trustsText && isConfirmationText(command.message.body),
        ...(status && { status }),
      },
    );
  }

  /** The ticket was closed for too long: a new one takes the message, and both say so. */
  async #follow(closed: TicketDraft, command: AddMessage): Promise<MessageAdded> {
    const { row } = closed;
    const { ticketId, messageId, created } = await this.open(this.unitOfWork.tx.tenantId, {
      subject: row.subject,
      departmentId: row.department_id,
      priority: priorityOfRank(row.priority),
      requesterId: command.actor.kind === 'customer' ? command.actor.userId : row.requester_id,
      channel: command.channel,
      actor: command.actor,
      message: command.message,
      followsId: row.id,
    });
    return { outcome: 'followed', ticketId, messageId, created };
  }

  async #linkBack(draft: TicketDraft, followsId: string): Promise<void> {
    const [earlier] = await Promise.all([this.tickets.find(followsId), draft.numbered()]);
    if (!earlier) throw new ProblemError('not_found');
    const ref = (row: { id: string; number: number }) => ({
      id: row.id,
      number: formatTicketNumber(row.number),
    });
    draft.link({ direction: 'follows', ticket: ref(earlier) });
    const before = await this.drafts.open(followsId, { kind: 'system' });
    before.link({ direction: 'followed_by', ticket: ref(draft.row) });
    await this.drafts.save(before);
  }

  async #write(
    draft: TicketDraft,
    message: NewMessage,
    messageType: 'reply' | 'note',
    channel: AddMessage['channel'],
    awaitsAnswer: boolean,
    id?: string,
  ): Promise<{ messageId: string; files: Attachment[] }> {
    const files = message.files.map((file) => ({ ...file, id: uuidv7() }));
    const messageId = draft.addMessage({
      id,
      messageType,
      channel,
      body: message.body,
      bodyHtml: message.bodyHtml === undefined ? null : safeHtml(message.bodyHtml, files),
      quoted: message.quoted ?? null,
      quotedHtml: message.quotedHtml === undefined ? null : safeHtml(message.quotedHtml, files),
      stranger: message.stranger ?? false,
      cc: message.cc ?? [],
      mentions: message.mentions ?? [],
      withheld: message.withheld ?? [],
      fileBytes: files.reduce((sum, { blob }) => sum + blob.size, 0),
      awaitsAnswer,
    });
    const kept = await this.attachments.add(draft.row.id, messageId, files);
    return { messageId, files: kept.map(presentAttachment) };
  }
}

/**
 * Images that came with the message are shown in their place, under the address of the stored file. A mail names
 * them by Content-ID; who writes through the API, by the name of the file.
 */
function safeHtml(
  html: string,
  files: readonly { id: string; filename: string; contentId?: string | undefined }[],
): string {
  const urls = new Map(
    files.map(({ id, filename, contentId }) => [contentId ?? filename, attachmentUrl(id)] as const),
  );
  return sanitizeMailHtml(html, { cidUrl: (contentId) => urls.get(contentId) ?? null }).html;
}
