import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Locale } from '@noxdesk/contracts';
import { formatTicketNumber } from '@noxdesk/domain';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import {
  type Actor,
  type MessageCreated,
  type Person,
  type SlaAlertRaised,
  type SlaEscalated,
  type TicketChanged,
  type TicketCreated,
  TicketEvents,
} from '../tickets/ticket-events.js';
import { ConfirmLinks } from './confirm-links.js';
import { type Draft, MailComposer, type Recipient, recipientOf, wants } from './mail-composer.js';
import { Receipts } from './receipts.js';
import { say, targetName } from './templates/texts.js';
import { factsOf, type TicketFacts, TicketFactsRepository } from './ticket-facts.repository.js';

/** What a mail is that tells one person of something, beside the conversation. */
const NOTICE = {
  ticketMessageId: null,
  others: [],
  author: null,
  automatic: 'auto-generated',
  fileBytes: null,
  message: null,
} satisfies Partial<Draft>;

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
    this.events.on('sla.alert', async (event) =>
      this.#alerted(event, await this.facts.responsible(factsOf(event))),
    );
    this.events.on('sla.escalated', async (event) => {
      const people = await this.facts.people(event.userIds);
      await this.#alerted(
        event,
        event.userIds.flatMap((id) => people.get(id) ?? []),
      );
    });
  }

  async #created(event: TicketCreated): Promise<void> {
    // Of what came by mail only the intake knows whether a person wrote it: it sends the receipt itself.
    if (event.channel !== 'email') await this.receipts.send(event, []);
  }

  async #written(event: MessageCreated): Promise<void> {
    const { actor, opening, messageType, mentions } = event;
    if (actor.kind === 'system') return;
    if (mentions.length > 0) await this.#tellMentioned(event, actor.userId);
    if (opening || messageType !== 'reply') return;
    if (actor.kind === 'agent') await this.#answer(event, actor.userId);
    else await this.#tellOfReply(event, actor.userId);
  }

  /** Colleagues who are named in a note. */
  async #tellMentioned(event: MessageCreated, authorId: string): Promise<void> {
    const { message, mentions } = event;
    const ticket = factsOf(event);
    const people = await this.facts.people([authorId, ...mentions]);
    const author = people.get(authorId)?.name ?? '';
    for (const id of mentions) {
      const person = people.get(id);
      if (!person || id === authorId || !wants(person, 'mention')) continue;
      await this.composer.queue({
        ...NOTICE,
        kind: 'mention',
        cause: `mention:${message.id}`,
        ticket,
        recipient: recipientOf(person),
        template: 'mention',
        values: { author, link: this.composer.ticketUrl(ticket.id) },
        message: { author, text: message.body, html: null },
      });
    }
  }

  /** An agent's public reply, to the requester and the people who were copied. */
  async #answer(event: MessageCreated, authorId: string): Promise<void> {
    const { message } = event;
    const ticket = factsOf(event);
    const resolves = event.changes.status?.to === 'resolved';
    const { author, recipients } = await this.#audience(event, authorId);
    const others = recipients.map(({ name, address }) => ({ name, address }));
    const number = formatTicketNumber(ticket.number);
    for (const { thread, ...recipient } of recipients) {
      const { user } = recipient;
      if (user?.id === authorId) continue;
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
        thread,
        author,
        automatic: null,
        fileBytes: message.fileBytes,
        template: 'reply',
        // Those who are copied have no account that the links would lead into.
        values: {
          author: author ?? '',
          resolved: resolves && isRequester ? number : '',
          confirm_link: resolves && isRequester ? this.#confirmLink(ticket) : '',
          link: isRequester ? this.composer.ticketUrl(ticket.id) : '',
        },
        message: { author: null, text: message.body, html: message.bodyHtml },
      });
    }
  }

  /** The requester first, then everybody who was copied on the ticket; all that is asked of them in one round trip. */
  async #audience({ ticketId, ticket }: MessageCreated, authorId: string) {
    const { requesterId, requesterEmail } = ticket;
    const copied = ticket.cc.filter((address) => address !== requesterEmail);
    const [people, known, ...threads] = await Promise.all([
      this.facts.people([requesterId, authorId]),
      this.facts.byEmail(copied),
      ...[requesterEmail, ...copied].map((address) => this.composer.threadOf(ticketId, address)),
    ]);
    const requester = people.get(requesterId);
    const locale: Locale = requester?.locale ?? 'es';
    const all: Recipient[] = [
      ...(requester ? [recipientOf(requester)] : []),
      ...copied.map((address): Recipient => {
        const user = known.get(address);
        return user ? recipientOf(user) : { address, name: '', user: null, locale };
      }),
    ];
    const threadOf = new Map([requesterEmail, ...copied].map((address, i) => [address, threads[i]!]));
    return {
      author: people.get(authorId)?.name ?? null,
      recipients: all.map((one) => ({ ...one, thread: threadOf.get(one.address) ?? [] })),
    };
  }

  async #tellOfReply(event: MessageCreated, authorId: string): Promise<void> {
    const { message } = event;
    const ticket = factsOf(event);
    const [responsible, writer] = await Promise.all([
      this.facts.responsible(ticket),
      this.facts.person(authorId),
    ]);
    const author = writer?.name ?? '';
    for (const person of responsible) {
      if (person.id === authorId || !wants(person, 'customer_reply')) continue;
      await this.composer.queue({
        ...NOTICE,
        kind: 'customer_reply',
        cause: `customer_reply:${message.id}`,
        ticket,
        ticketMessageId: message.id,
        recipient: recipientOf(person),
        template: 'customer_reply',
        values: { author, link: this.composer.ticketUrl(ticket.id) },
        message: { author, text: message.body, html: null },
      });
    }
  }

  async #changed(event: TicketChanged): Promise<void> {
    const { changes, answered } = event;
    if (changes.status?.to === 'resolved' && !answered) await this.#tellResolved(event);
    const assignee = changes.assignee?.to;
    if (assignee && !isActor(event.actor, assignee)) await this.#tellAssigned(event, assignee);
  }

  async #tellResolved(event: TicketChanged): Promise<void> {
    const { actor, at } = event;
    const ticket = factsOf(event);
    const requester = await this.facts.person(ticket.requesterId);
    if (!requester || isActor(actor, requester.id) || !wants(requester, 'resolved')) return;
    await this.composer.queue({
      ...NOTICE,
      kind: 'resolved',
      cause: `resolved:${ticket.id}:${at.getTime()}`,
      ticket,
      recipient: recipientOf(requester),
      template: 'resolved',
      values: { confirm_link: this.#confirmLink(ticket), link: this.composer.ticketUrl(ticket.id) },
    });
  }

  async #tellAssigned(event: TicketChanged, assigneeId: string): Promise<void> {
    const { ticketId, actor, at } = event;
    const ticket = factsOf(event);
    const actorId = actor.kind === 'system' ? [] : [actor.userId];
    const people = await this.facts.people([assigneeId, ...actorId]);
    const assignee = people.get(assigneeId);
    if (!assignee || !wants(assignee, 'assigned')) return;
    const by = actor.kind === 'system' ? undefined : people.get(actor.userId);
    await this.composer.queue({
      ...NOTICE,
      kind: 'assigned',
      cause: `assigned:${ticketId}:${at.getTime()}`,
      ticket,
      recipient: recipientOf(assignee),
      template: 'assigned',
      values: {
        author: by?.name ?? say(assignee.locale, 'the_system'),
        link: this.composer.ticketUrl(ticket.id),
      },
    });
  }

  /** Whoever is both responsible and named by an escalation gets one mail: they have the same cause. */
  async #alerted(event: SlaAlertRaised | SlaEscalated, people: readonly Person[]): Promise<void> {
    const { ticketId, alert } = event;
    const ticket = factsOf(event);
    const kind = alert.percent === 100 ? 'sla_breach' : 'sla_warning';
    for (const person of people) {
      if (!wants(person, 'sla')) continue;
      await this.composer.queue({
        ...NOTICE,
        kind: 'sla',
        cause: `sla:${ticketId}:${alert.target}:${alert.cycle}:${alert.percent}`,
        ticket,
        recipient: recipientOf(person),
        template: kind,
        values: {
          target: targetName(person.locale, alert.target),
          percent: String(alert.percent),
          due: `${alert.at.slice(0, 16).replace('T', ' ')} UTC`,
          link: this.composer.ticketUrl(ticket.id),
        },
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
