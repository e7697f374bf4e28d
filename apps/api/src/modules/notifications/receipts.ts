import { Injectable } from '@nestjs/common';
import type { Actor, TicketCreated } from '../tickets/ticket-events.js';
import { MailComposer, recipientOf, wants } from './mail-composer.js';
import { factsOf, TicketFactsRepository } from './ticket-facts.repository.js';

/** Tells requesters that their request has arrived. In the transaction one is in. */
@Injectable()
export class Receipts {
  constructor(
    private readonly facts: TicketFactsRepository,
    private readonly composer: MailComposer,
  ) {}

  /**
   * What opened the ticket is shown where somebody else wrote it.
   * @param thread Message-IDs of the conversation so far
   */
  async send(created: TicketCreated, thread: readonly string[]): Promise<void> {
    const { actor, message, requester } = created;
    if (!wants(requester, 'receipt')) return;
    const ticket = factsOf(created);
    const isOwn = actor.kind !== 'system' && actor.userId === requester.id;
    const author = isOwn ? requester.name : await this.#nameOf(actor);
    await this.composer.queue({
      kind: 'receipt',
      cause: `receipt:${message.id}`,
      ticket,
      ticketMessageId: isOwn ? null : message.id,
      recipient: recipientOf(requester),
      others: [],
      thread,
      author: null,
      automatic: isOwn ? 'auto-replied' : 'auto-generated',
      fileBytes: isOwn ? null : message.fileBytes,
      template: isOwn ? 'receipt' : 'opened',
      values: { author, link: this.composer.ticketUrl(ticket.id) },
      message: isOwn ? null : { author, text: message.body, html: message.bodyHtml },
    });
  }

  async #nameOf(actor: Actor): Promise<string> {
    const person = actor.kind === 'system' ? null : await this.facts.person(actor.userId);
    return person?.name ?? '';
  }
}
