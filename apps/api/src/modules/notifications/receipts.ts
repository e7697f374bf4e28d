import { Injectable } from '@nestjs/common';
import { MailComposer, recipientOf, wants } from './mail-composer.js';
import { TicketFactsRepository } from './ticket-facts.repository.js';

/** Tells requesters that their request has arrived. In the transaction one is in. */
@Injectable()
export class Receipts {
  constructor(
    private readonly facts: TicketFactsRepository,
    private readonly composer: MailComposer,
  ) {}

  /** @param messageId the message that opened the ticket; shown where somebody else wrote it */
  async send(ticketId: string, messageId: string): Promise<void> {
    const [ticket, message, requester] = await Promise.all([
      this.facts.ticket(ticketId),
      this.facts.message(messageId),
      this.facts.requester(ticketId),
    ]);
    if (!requester || !wants(requester, 'receipt')) return;
    const isOwn = message.authorId === requester.id;
    await this.composer.queue({
      kind: 'receipt',
      cause: `receipt:${messageId}`,
      ticket,
      ticketMessageId: isOwn ? null : messageId,
      recipient: recipientOf(requester),
      others: [],
      author: null,
      automatic: isOwn ? 'auto-replied' : 'auto-generated',
      fileBytes: isOwn ? null : message.fileBytes,
      template: isOwn ? 'receipt' : 'opened',
      values: { author: message.authorName ?? '', link: this.composer.ticketUrl(ticketId) },
      message: isOwn
        ? null
        : { author: message.authorName ?? '', text: message.body, html: message.bodyHtml },
    });
  }
}
