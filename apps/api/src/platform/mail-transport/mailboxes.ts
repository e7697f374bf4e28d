import { Injectable } from '@nestjs/common';
import type { Credentials } from './connection.js';
import { ImapDriver } from './imap-mailbox.js';
import type { MailboxSession, MailboxSettings } from './mailbox.js';
import { Pop3Driver } from './pop3-mailbox.js';

/** Opens a mailbox by the protocol of its account. */
@Injectable()
export class Mailboxes {
  constructor(
    private readonly imap: ImapDriver,
    private readonly pop3: Pop3Driver,
  ) {}

  /** @throws MailError */
  async open(settings: MailboxSettings, credentials: Credentials): Promise<MailboxSession> {
    return this[settings.protocol].open(settings, credentials);
  }
}
