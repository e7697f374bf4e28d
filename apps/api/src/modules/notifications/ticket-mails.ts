import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Locale } from '@noxdesk/contracts';
import { formatTicketNumber } from '@noxdesk/domain';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import {
  type Actor,
  type MessageCreated,
  type SlaAlertRaised,
  type SlaEscalated,
  type TicketChanged,
  type TicketCreated,
  TicketEvents,
} from '../tickets/ticket-events.js';
import { ConfirmLinks } from './confirm-links.js';
import { MailComposer, type Recipient, recipientOf, wants } from './mail-composer.js';
import { Receipts } from './receipts.js';
import { say, targetName } from './templates/texts.js';
import {
  type MessageFacts,
  type Person,
  type TicketFacts,
  TicketFactsRepository,
} from './ticket-facts.repository.js';

/** Writes the mails that follow from what happens to tickets, in the transaction of the cause. */
@Injectable()
export class TicketMails implements OnModuleInit {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly events: TicketEvents,
    private readonly facts: TicketFactsRepository,
    private readonly composer: MailComposer,
    private readonly receipts: Receipts,
    private readonly links: ConfirmLinks,
  ) {}

  onModuleInit(): void {
    this.events.on('ticket.created', (event) => this.#created(event));
    this.events.on('message.created', (event) => this.#written(event));
    this.events.on('ticket.changed', (event) => this.#changed(event));
    this.events.on('sla.alert', async (event) => {
      const ticket = await this.facts.ticket(event.ticketId);
      await this.#alerted(event, ticket, await this.facts.responsible(ticket));
    });
    this.events.on('sla.escalated', async (event) => {
      const ticket = await this.facts.ticket(event.ticketId);
      const people = await Promise.all(event.userIds.map((id) => this.facts.person(id)));
      await this.#alerted(
        event,
        ticket,
        people.filter((person) => person !== null),
      );
    });
  }

  async #created({ ticketId, messageId, channel }: TicketCreated): Promise<void> {
    // Of what came by mail only the intake knows whether a person wrote it: it sends the receipt itself.
    if (channel !== 'email') await this.receipts.send(ticketId, messageId);
  }

  async #written(event: MessageCreated): Promise<void> {
    if (event.mentions.length > 0) await this.#tellMentioned(event);
    if (event.opening || event.messageType !== 'reply' || event.actor.kind === 'system') return;
    const isAnswer = event.actor.kind === 'agent';
    const [ticket, message, audience] = await Promise.all([
      this.facts.ticket(event.ticketId),
      this.facts.message(event.messageId),
      isAnswer ? this.#audience(event.ticketId) : [],
    ]);
    if (isAnswer) {
      await this.#answer(ticket, message, audience, event.changes.status?.to === 'resolved');
    } else {
      await this.#tellOfReply(ticket, message, event.actor);
    }
  }

  /** Colleagues who are named in a note. */
  async #tellMentioned({ ticketId, messageId, mentions, actor }: MessageCreated): Promise<void> {
    const [ticket, message] = await Promise.all([this.facts.ticket(ticketId), this.facts.message(messageId)]);
    for (const id of mentions) {
      const person = await this.facts.person(id);
      if (!person || isActor(actor, id) || !wants(person, 'mention')) continue;
      await this.composer.queue({
        kind: 'mention',
        cause: `mention:${messageId}`,
        ticket,
        // The note itself has no delivery: this is only told of it.
        ticketMessageId: null,
        recipient: recipientOf(person),
        others: [],
        author: null,
        automatic: 'auto-generated',
        fileBytes: null,
        template: 'mention',
        values: { author: message.authorName ?? '', link: this.composer.ticketUrl(ticket.id) },
        message: { author: message.authorName ?? '', text: message.body, html: null },
      });
    }
  }

  /** An agent's public reply, to the requester and the people who were copied. */
  async #answer(
    ticket: TicketFacts,
    message: MessageFacts,
    recipients: readonly Recipient[],
    resolves: boolean,
  ): Promise<void> {
    const others = recipients.map(({ name, address }) => ({ name, address }));
    const number = formatTicketNumber(ticket.number);
    for (const recipient of recipients) {
      const { user } = recipient;
      if (user?.id === message.authorId) continue;
      const isRequester = user?.id === ticket.requesterId;
      const tellsResolved = resolves && isRequester && wants(user, 'resolved');
      if (!wants(user, 'reply') && !tellsResolved) continue;
      await this.composer.queue({
        kind: 'reply',
        cause: `reply:${message.id}`,
        ticket,
        ticketMessageId: message.id,
        recipient,
        others,
        author: message.authorName,
        automatic: null,
        fileBytes: message.fileBytes,
        template: 'reply',
        // Those who are copied have no account that the links would lead into.
        values: {
          author: message.authorName ?? '',
          resolved: resolves && isRequester ? number : '',
          confirm_link: resolves && isRequester ? this.#confirmLink(ticket) : '',
          link: isRequester ? this.composer.ticketUrl(ticket.id) : '',
        },
        message: { author: null, text: message.body, html: message.bodyHtml },
      });
    }
  }

  /** The requester first, then everybody who was copied on the ticket. */
  async #audience(ticketId: string): Promise<Recipient[]> {
    const [requester, cc] = await Promise.all([this.facts.requester(ticketId), this.facts.copied(ticketId)]);
    const locale: Locale = requester?.locale ?? 'es';
    const copied = cc.filter((address) => address !== requester?.email);
    const known = await this.facts.byEmail(copied);
    return [
      ...(requester ? [recipientOf(requester)] : []),
      ...copied.map((address): Recipient => {
        const user = known.get(address);
        return user ? recipientOf(user) : { address, name: '', user: null, locale };
      }),
    ];
  }

  async #tellOfReply(ticket: TicketFacts, message: MessageFacts, actor: Actor): Promise<void> {
    for (const person of await this.facts.responsible(ticket)) {
      if (isActor(actor, person.id) || !wants(person, 'customer_reply')) continue;
      await this.composer.queue({
        kind: 'customer_reply',
        cause: `customer_reply:${message.id}`,
        ticket,
        ticketMessageId: message.id,
        recipient: recipientOf(person),
        others: [],
        author: null,
        automatic: 'auto-generated',
        fileBytes: null,
        template: 'customer_reply',
        values: { author: message.authorName ?? '', link: this.composer.ticketUrl(ticket.id) },
        message: { author: message.authorName ?? '', text: message.body, html: null },
      });
    }
  }

  async #changed(event: TicketChanged): Promise<void> {
    const { changes, ticketId, messageId } = event;
    if (changes.status?.to === 'resolved' && !(await this.#toldByReply(messageId))) {
      await this.#tellResolved(await this.facts.ticket(ticketId), event);
    }
    const assignee = changes.assignee?.to;
    if (assignee && !isActor(event.actor, assignee)) await this.#tellAssigned(event, assignee);
  }

  async #toldByReply(messageId: string | null): Promise<boolean> {
    if (messageId === null) return false;
    const message = await this.facts.message(messageId);
    return message.messageType === 'reply' && message.authorKind === 'agent';
  }

  async #tellResolved(ticket: TicketFacts, { actor, at }: TicketChanged): Promise<void> {
    const requester = await this.facts.person(ticket.requesterId);
    if (!requester || isActor(actor, requester.id) || !wants(requester, 'resolved')) return;
    await this.composer.queue({
      kind: 'resolved',
      cause: `resolved:${ticket.id}:${at.getTime()}`,
      ticket,
      ticketMessageId: null,
      recipient: recipientOf(requester),
      others: [],
      author: null,
      automatic: 'auto-generated',
      fileBytes: null,
      template: 'resolved',
      values: { confirm_link: this.#confirmLink(ticket), link: this.composer.ticketUrl(ticket.id) },
      message: null,
    });
  }

  async #tellAssigned({ ticketId, actor, at }: TicketChanged, assigneeId: string): Promise<void> {
    const ticket = await this.facts.ticket(ticketId);
    const assignee = await this.facts.person(assigneeId);
    if (!assignee || !wants(assignee, 'assigned')) return;
    const by = actor.kind === 'system' ? null : await this.facts.person(actor.userId);
    await this.composer.queue({
      kind: 'assigned',
      cause: `assigned:${ticketId}:${at.getTime()}`,
      ticket,
      ticketMessageId: null,
      recipient: recipientOf(assignee),
      others: [],
      author: null,
      automatic: 'auto-generated',
      fileBytes: null,
      template: 'assigned',
      values: {
        author: by?.name ?? say(assignee.locale, 'the_system'),
        link: this.composer.ticketUrl(ticket.id),
      },
      message: null,
    });
  }

  /** Whoever is both responsible and named by an escalation gets one mail: they have the same cause. */
  async #alerted(
    { ticketId, alert }: SlaAlertRaised | SlaEscalated,
    ticket: TicketFacts,
    people: readonly Person[],
  ): Promise<void> {
    const kind = alert.percent === 100 ? 'sla_breach' : 'sla_warning';
    for (const person of people) {
      if (!wants(person, 'sla')) continue;
      await this.composer.queue({
        kind: 'sla',
        cause: `sla:${ticketId}:${alert.target}:${alert.cycle}:${alert.percent}`,
        ticket,
        ticketMessageId: null,
        recipient: recipientOf(person),
        others: [],
        author: null,
        automatic: 'auto-generated',
        fileBytes: null,
        template: kind,
        values: {
          target: targetName(person.locale, alert.target),
          percent: String(alert.percent),
          due: `${alert.at.slice(0, 16).replace('T', ' ')} UTC`,
          link: this.composer.ticketUrl(ticket.id),
        },
        message: null,
      });
    }
  }

  #confirmLink(ticket: TicketFacts): string {
    return this.links.url({
      tenantId: this.unitOfWork.tx.tenantId,
      ticketNumber: ticket.number,
      personId: ticket.requesterId,
    });
  }
}

const isActor = (actor: Actor, userId: string) => actor.kind !== 'system' && actor.userId === userId;
