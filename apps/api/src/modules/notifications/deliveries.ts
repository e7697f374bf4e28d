import { Injectable } from '@nestjs/common';
import type { Message } from '@noxdesk/contracts';
import type { MailBounce } from '@noxdesk/mail';
import { Clock } from '../../platform/clock/clock.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { sendMailJob } from './notifications.jobs.js';
import type { OutboundState } from './outbound-mail.js';
import { OutboundRepository } from './outbound.repository.js';

type Delivery = NonNullable<Message['delivery']>;

/** The worse comes first: of several recipients the one that had no luck is the one to know of. */
const GRAVITY: readonly OutboundState[] = [
  'bounced',
  'failed',
  'deferred',
  'queued',
  'sending',
  'kept',
  'sent',
];

/** The mail reached the recipient's server, or one behind it that tells no more (RFC 3464 §2.3.3). */
const ARRIVED: readonly MailBounce['action'][] = ['delivered', 'relayed', 'expanded'];

/** How mails that went out fared. Every call takes part in the transaction that is open. */
@Injectable()
export class Deliveries {
  constructor(
    private readonly outbound: OutboundRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Sends what is over once more, on a person's request. @returns how many mails that are */
  async sendAgain(what: { mailId: string } | { messageId: string }): Promise<number> {
    const ids = await this.outbound.sendAgain(what, this.clock.now());
    for (const mailId of ids) await this.outbox.add(sendMailJob, { mailId });
    return ids.length;
  }

  /** What is queued is not sent: it stays to be read. */
  async keepAll(): Promise<void> {
    await this.outbound.keepAll();
  }

  /** By message: how the mails that carried it fared, the worst of them. Messages that no mail carried are left out. */
  async of(of: { ticketId?: string; messageId?: string }): Promise<Map<string, Delivery>> {
    const found = new Map<string, Delivery>();
    if (of.ticketId === undefined && of.messageId === undefined) return found;
    const rows = await this.outbound.deliveries(of);
    rows.sort((a, b) => GRAVITY.indexOf(a.state) - GRAVITY.indexOf(b.state));
    for (const { ticket_message_id: id, state, reason } of rows) {
      if (!found.has(id)) found.set(id, present(state, reason));
    }
    return found;
  }

  /** A mail of ours by its Message-ID. */
  async find(messageId: string): Promise<{ ticketId: string | null } | null> {
    const mail = await this.outbound.byMessageId(messageId);
    return mail && { ticketId: mail.ticket_id };
  }

  /**
   * Notes what another server says of a mail of ours; a delay leaves it as sent, a success ends every doubt.
   * @returns the ticket it belongs to; null where the notice is of no mail of ours
   */
  async bounced(bounce: MailBounce): Promise<string | null> {
    if (bounce.originalMessageId === null) return null;
    const mail = await this.outbound.byMessageId(bounce.originalMessageId);
    if (!mail) return null;
    const reason = [bounce.status, bounce.diagnostic].filter(Boolean).join(' ').slice(0, 300);
    if (bounce.action === 'failed') {
      await this.outbound.setState(mail.id, 'bounced', reason || 'bounced');
      if (bounce.permanent) await this.outbound.suppress(mail.recipients[0]!, reason, this.clock.now());
    }
    if (bounce.action === 'delayed' && mail.state === 'sent') {
      await this.outbound.setState(mail.id, 'sent', reason || 'delayed');
    }
    if (ARRIVED.includes(bounce.action)) await this.outbound.confirm(mail.id, this.clock.now());
    return mail.ticket_id;
  }
}

function present(state: OutboundState, reason: string | null): Delivery {
  if (state === 'sending') return { state: 'queued', reason };
  // Nothing sends mails here: it can be read in the outbox.
  if (state === 'kept') return { state: 'queued', reason: 'no_smtp' };
  return { state, reason };
}
