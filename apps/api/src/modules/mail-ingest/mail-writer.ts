import { Injectable } from '@nestjs/common';
import type { InboundMail } from '@noxdesk/mail';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Requesters } from '../identity/requesters.js';
import type { OwnMailbox } from '../mail-accounts/mail-account.js';
import { MailAccountsService } from '../mail-accounts/mail-accounts.service.js';
import { Receipts } from '../notifications/receipts.js';
import { type NewMessage, TicketCommands } from '../tickets/ticket-commands.js';
import type { Actor, TicketCreated } from '../tickets/ticket-events.js';
import { cleanText } from './clean-text.js';
import type { Verdict } from './judge.js';
import type { LedgerRow, Outcome } from './ledger.repository.js';
import { contentOf, copiedPeople } from './mail-content.js';
import type { MailFiles } from './mail-files.js';
import type { ParsedMail } from './parser-threads.js';
import type { Sender } from './sender.js';
import { ThreadRepository } from './thread.repository.js';

/** A mail in terms of a ticket, without its bytes. */
export interface Understood extends Pick<ParsedMail, 'mail' | 'fingerprint' | 'html'> {
  files: MailFiles;
}

/** Writes mails into tickets. Every call takes part in the transaction that is open. */
@Injectable()
export class MailWriter {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tickets: TicketCommands,
    private readonly threads: ThreadRepository,
    private readonly requesters: Requesters,
    private readonly accounts: MailAccountsService,
    private readonly receipts: Receipts,
  ) {}

  async open(
    entry: LedgerRow,
    understood: Understood,
    { sender }: Extract<Verdict, { kind: 'open' }>,
  ): Promise<Outcome> {
    const { tenantId } = this.unitOfWork.tx;
    const { mail } = understood;
    const account = entry.account_id === null ? null : await this.accounts.mailbox(entry.account_id);
    const requesterId = await this.#userOf(sender);
    const { ticketId, messageId, created } = await this.tickets.open(tenantId, {
      subject: contentOf(mail, understood.html).subject,
      departmentId: account?.department ?? (await this.accounts.firstDepartment()),
      priority: 'medium',
      requesterId,
      channel: 'email',
      actor: { kind: 'customer', userId: requesterId },
      message: await this.#message(understood, sender),
    });
    this.#remember(mail, ticketId, messageId);
    await this.#acknowledge(mail, account, created);
    return { state: 'created', reason: null, ticketId, messageId };
  }

  async reply(
    entry: LedgerRow,
    understood: Understood,
    { sender, ticketId, as, trusted, stranger }: Extract<Verdict, { kind: 'reply' }>,
  ): Promise<Outcome> {
    const { mail } = understood;
    const userId = await this.#userOf(sender);
    const role = sender.user?.role === 'admin' ? 'admin' : 'agent';
    const actor: Actor = as === 'agent' ? { kind: 'agent', userId, role } : { kind: 'customer', userId };
    const added = await this.tickets.addMessage(this.unitOfWork.tx.tenantId, {
      ticketId,
      messageType: 'reply',
      channel: 'email',
      actor,
      message: { ...(await this.#message(understood, sender)), stranger },
      trustsText: trusted,
    });
    const to = { ticketId: added.ticketId, messageId: added.messageId };
    this.#remember(mail, to.ticketId, to.messageId);
    if (!added.created) return { state: 'threaded', reason: null, ...to };
    const account = entry.account_id === null ? null : await this.accounts.mailbox(entry.account_id);
    await this.#acknowledge(mail, account, added.created);
    return { state: 'created', reason: 'ticket_closed', ...to };
  }

  async #message({ mail, html, files }: Understood, sender: Sender): Promise<NewMessage> {
    const { subject: _, ...content } = contentOf(mail, html);
    const cc = copiedPeople(mail, sender.address, await this.accounts.addresses());
    return { ...content, cc, files: files.accepted, withheld: files.withheld };
  }

  async #userOf({ user, address, name }: Sender): Promise<string> {
    if (user) return user.id;
    return (await this.requesters.findOrCreate({ email: address, name })).id;
  }

  #remember(mail: InboundMail, ticketId: string, messageId: string): void {
    if (mail.messageId === null) return;
    this.threads.remember(cleanText(mail.messageId, 1_000), ticketId, messageId);
  }

  /** A machine gets no receipt, unless its mailbox is meant to answer all. */
  async #acknowledge(mail: InboundMail, account: OwnMailbox | null, created: TicketCreated): Promise<void> {
    if (mail.automatic && account?.receipts !== 'always') return;
    await this.receipts.send(created, mail.messageId === null ? [] : [cleanText(mail.messageId, 1_000)]);
  }
}
