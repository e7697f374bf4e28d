import { Injectable } from '@nestjs/common';
import type { Credentials } from './connection.js';
import { ImapDriver } from './imap-mailbox.js';
import { MailError } from './mail-error.js';
import type { MailboxSession, MailboxSettings } from './mailbox.js';

/** Opens a mailbox by the protocol of its account. */
@Injectable()
export class Mailboxes {
  constructor(private readonly imap: ImapDriver) {}

  /** @throws MailError */
  async open(settings: MailboxSettings, credentials: Credentials): Promise<MailboxSession> {
    if (settings.protocol === 'imap') return this.imap.open(settings, credentials);
    throw new MailError('protocol', settings.protocol);
  }
}
