export interface Mailbox {
  name: string;
  address: string;
}

export type MailKind =
  'receipt' | 'reply' | 'resolved' | 'assigned' | 'customer_reply' | 'sla' | 'mention' | 'account';

export type OutboundState = 'queued' | 'sending' | 'sent' | 'deferred' | 'failed' | 'bounced' | 'kept';

/** The header fields of a mail besides its subject and Message-ID. */
export interface OutboundHeaders {
  from: Mailbox;
  to: Mailbox[];
  cc: Mailbox[];
  replyTo: string | null;
  inReplyTo: string | null;
  references: string[];
  /** What `Auto-Submitted` says (RFC 3834 §5); null for what a person wrote. */
  automatic: 'auto-replied' | 'auto-generated' | null;
}

/** A mail to be written to the outbox: one recipient each, so that each has a reply address of their own. */
export interface NewOutboundMail {
  /** One mail for each, whatever is retried. */
  cause: string;
  kind: MailKind;
  accountId: string | null;
  /** Null: it belongs to an account, not to a ticket. */
  ticketId: string | null;
  ticketMessageId: string | null;
  recipientId: string | null;
  recipient: string;
  subject: string;
  text: string;
  html: string;
  headers: OutboundHeaders;
  messageId: string;
  withFiles: boolean;
}
