import { Injectable } from '@nestjs/common';
import type { Message } from '@noxdesk/contracts';

type Delivery = NonNullable<Message['delivery']>;
/** The messages of a ticket, or one message; nothing: none. */
type Of = { ticketId?: string; messageId?: string };
type Source = (of: Of) => Promise<Map<string, Delivery>>;

/**
 * How the mails that carried messages fared. Whoever sends them reports here, since sending builds on tickets and not
 * the other way round; without a sender there is nothing to report.
 */
@Injectable()
export class DeliveryReports {
  #source: Source = async () => new Map();

  useSource(source: Source): void {
    this.#source = source;
  }

  /** By message, in the transaction one is in; messages that no mail carried are left out. */
  of(of: Of): Promise<Map<string, Delivery>> {
    return this.#source(of);
  }
}
