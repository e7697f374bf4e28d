import { Inject, Injectable } from '@nestjs/common';
import type { Locale, MailTemplateKind, NotificationChoices } from '@noxdesk/contracts';
import { formatTicketNumber } from '@noxdesk/domain';
import { signedMessageId, type TokenRole } from '@noxdesk/mail';
import { CONFIG, type Config } from '../../config/config.js';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import type { OwnMailbox } from '../mail-accounts/mail-account.js';
import { MailAccountsService } from '../mail-accounts/mail-accounts.service.js';
import type { Person } from '../tickets/ticket-events.js';
import { type MailPage, MailPages } from './mail-pages.js';
import { sendMailJob } from './notifications.jobs.js';
import type { Mailbox, MailKind, OutboundHeaders } from './outbound-mail.js';
import { OutboundRepository } from './outbound.repository.js';
import { personIdOf, ReplyTokens, signedReplyAddress } from './reply-tokens.js';
import type { MailContent } from './templates/mail-view.js';
import type { Values } from './templates/template-language.js';
import { say } from './templates/texts.js';
import type { TicketFacts } from './ticket-facts.repository.js';

/** Who a mail goes to: a user, or somebody known by their address only. */
export interface Recipient {
  address: string;
  name: string;
  user: Person | null;
  /** The language of those who have not chosen one. */
  locale: Locale;
}

export interface Draft {
  kind: MailKind;
  /** What happened, told apart from all else that did; the recipient is added to it. */
  cause: string;
  ticket: TicketFacts;
  ticketMessageId: string | null;
  recipient: Recipient;
  /** Who else is told, shown to the recipient as copied. */
  others: readonly Mailbox[];
  /** Message-IDs of the conversation with the recipient so far; where they are not given, they are looked up. */
  thread?: readonly string[];
  /** Who speaks; null: the department. */
  author: string | null;
  automatic: OutboundHeaders['automatic'];
  /** Bytes of the message's files; null: they are not for the recipient. */
  fileBytes: number | null;
  template: MailTemplateKind;
  /** Beside those that every mail about a ticket has. */
  values: Values;
  message: MailContent['message'];
}

const MAX_SUBJECT = 250;
/** Base64 adds a third, and many servers take no mail beyond 25 MB. */
const MAX_FILE_BYTES = 18_000_000;
const fits = (bytes: number) => bytes <= MAX_FILE_BYTES;

export const recipientOf = (user: Person): Recipient => ({
  address: user.email,
  name: user.name,
  user,
  locale: user.locale,
});

/** Every kind is on until somebody turns it off. */
export const wants = (user: Person | null, choice: keyof NotificationChoices): boolean =>
  user === null || (user.reachable && user.notifications[choice] !== false);

/** Writes mails into the outbox, with all that makes them part of their conversation. In the transaction one is in. */
@Injectable()
export class MailComposer {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: MailAccountsService,
    private readonly outbound: OutboundRepository,
    private readonly outbox: Outbox,
    private readonly tokens: ReplyTokens,
    private readonly pages: MailPages,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  async queue(draft: Draft): Promise<void> {
    const { tx } = this.unitOfWork;
    const { ticket, recipient } = draft;
    const [account, own, known] = await Promise.all([
      this.accounts.forDepartment(ticket.departmentId),
      this.accounts.addresses(),
      draft.thread ?? this.threadOf(ticket.id, recipient.address),
    ]);
    // Our own mailboxes are not written to: that would be talking to ourselves.
    if (own.includes(recipient.address)) return;
    const role: TokenRole = isStaff(recipient) ? 'agent' : 'customer';
    const personId = recipient.user?.id ?? personIdOf(tx.tenantId, recipient.address);
    const token = this.tokens.issue(
      tx.tenantId,
      ticket.number,
      personId,
      this.#roleOn(ticket, recipient, role),
    );
    const thread = known.filter(isQuotable);
    const page = await this.#page(draft, account, role);
    const mailId = this.outbound.queue(
      {
        cause: `${draft.cause}:${recipient.address}`,
        kind: draft.kind,
        accountId: account?.id ?? null,
        ticketId: ticket.id,
        ticketMessageId: draft.ticketMessageId,
        recipientId: recipient.user?.id ?? null,
        recipient: recipient.address,
        subject: subjectOf(ticket, page.subject),
        text: page.text,
        html: page.html,
        headers: {
          from: await this.#from(draft, account),
          to: [{ name: recipient.name, address: recipient.address }],
          cc: draft.others.filter(({ address }) => address !== recipient.address),
          replyTo: account ? signedReplyAddress(account.address, token) : null,
          inReplyTo: thread.at(-1) ?? null,
          references: thread,
          automatic: draft.automatic,
        },
        messageId: signedMessageId(token, this.#domain(account)),
        withFiles: draft.fileBytes !== null && draft.fileBytes > 0 && fits(draft.fileBytes),
      },
      this.clock.now(),
    );
    await this.outbox.add(sendMailJob, { mailId });
  }

  /** Message-IDs of a ticket's conversation with an address, oldest first. */
  threadOf(ticketId: string, address: string): Promise<string[]> {
    return this.outbound.thread(ticketId, address);
  }

  ticketUrl(ticketId: string): string {
    return `${this.config.publicUrl}/tickets/${ticketId}/`;
  }

  /** As its requester an agent is a customer of a ticket. */
  #roleOn(ticket: TicketFacts, { user }: Recipient, role: TokenRole): TokenRole {
    return user?.id === ticket.requesterId ? 'customer' : role;
  }

  async #page(draft: Draft, account: OwnMailbox | null, role: TokenRole): Promise<MailPage> {
    const { ticket, recipient } = draft;
    const { locale } = recipient;
    const footer = this.#footer(draft, account, role);
    const values = {
      name: recipient.name,
      tenant: (await this.pages.brand()).name,
      department: ticket.departmentName,
      number: formatTicketNumber(ticket.number),
      subject: ticket.subject,
      ...draft.values,
    };
    const { template: kind, message } = draft;
    return this.pages.render({ kind, locale, values, message, place: ticket.departmentName, footer });
  }

  #footer(draft: Draft, account: OwnMailbox | null, role: TokenRole): string[] {
    const { ticket, recipient } = draft;
    const { locale } = recipient;
    const number = formatTicketNumber(ticket.number);
    const answer = account ? (role === 'agent' ? 'footer_agent' : 'footer_reply') : 'footer_no_reply';
    return [
      ...(fits(draft.fileBytes ?? 0) ? [] : [say(locale, 'footer_files_left')]),
      say(locale, answer, { number }),
      ...(recipient.user ? [say(locale, 'footer_choices')] : []),
    ];
  }

  async #from(draft: Draft, account: OwnMailbox | null): Promise<Mailbox> {
    const { departmentName } = draft.ticket;
    const name = draft.author === null ? departmentName : `${draft.author} (${departmentName})`;
    return {
      name: name || (await this.pages.brand()).name,
      address: account?.address ?? `noreply@${this.#domain(null)}`,
    };
  }

  #domain(account: OwnMailbox | null): string {
    return account ? account.address.split('@').at(-1)! : new URL(this.config.publicUrl).hostname;
  }
}

function isStaff({ user }: Recipient): boolean {
  return user !== null && user.role !== 'customer';
}

/** Numbers that a subject brought along are left out: the one in front is the ticket's own. */
function subjectOf(ticket: TicketFacts, words: string): string {
  const subject = words
    .replace(/\[TK-\d{6,12}\]/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return `[${formatTicketNumber(ticket.number)}] ${subject}`.trim().slice(0, MAX_SUBJECT);
}

/** Message-IDs that are fit for a header of ours, whoever made them (RFC 5322 §3.6.4). */
const isQuotable = (id: string) => /^[\x21-\x3b\x3d\x3f-\x7e]{3,250}$/.test(id);
