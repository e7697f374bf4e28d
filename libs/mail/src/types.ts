/** A mailbox of a header. `address` is '' where the header holds only a name. */
export interface MailAddress {
  /** Display name, decoded; '' where there is none. */
  name: string;
  /** `local@domain` as written (compare without regard to case), a bare local part, or ''. */
  address: string;
}

/** Where a file was found. */
export type AttachmentSource = 'mime' | 'message' | 'uuencode' | 'tnef' | 'calendar' | 'signature';

export interface MailAttachment {
  /** Decoded name without any folder; '' where the mail gives none: see `fileNameFor`. */
  filename: string;
  /** Lower case `type/subtype`, without parameters. */
  contentType: string;
  /** Content-ID without angle brackets; '' where there is none. */
  contentId: string;
  /** Shown within the text (`cid:` image, or Content-Disposition: inline with a Content-ID). */
  inline: boolean;
  /** Bytes of the file. */
  size: number;
  /** The file; empty where `encoded` is there. */
  content: Uint8Array;
  /** Where the file lies in the raw mail, in base64; only with {@link ParseOptions.deferFrom}: see `attachmentBytes`. */
  encoded?: { start: number; end: number };
  source: AttachmentSource;
}

/** What a delivery status notification, or a mail that does its work, says of the first recipient it names. */
export interface MailBounce {
  /** The address that was not reached, lower case; '' where the notice does not say. */
  recipient: string;
  /** Enhanced status (RFC 3463), e.g. `5.1.1`; '' where unknown. */
  status: string;
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  /** Message-ID of the mail that bounced, without angle brackets; null where the notice does not carry it. */
  originalMessageId: string | null;
  /** All recipients of the notice, the first included. */
  recipients: BounceRecipient[];
  /** What the other server said, one line; '' where unknown. */
  diagnostic: string;
  /** True: the address will not work later either (status 5.1.x, unknown user…); a delay never is. */
  permanent: boolean;
}

export interface BounceRecipient {
  recipient: string;
  status: string;
  action: MailBounce['action'];
  diagnostic: string;
}

/** A report about a mail of ours that is neither a bounce nor a person's answer. */
export interface MailReport {
  /** `disposition`: read receipt (RFC 8098); `feedback`: abuse or opt-out (RFC 5965); `delivery`: RFC 3464. */
  kind: 'disposition' | 'feedback' | 'delivery';
  /** Disposition type (`displayed`, `deleted`…), feedback type (`abuse`, `opt-out`…) or the delivery action. */
  type: string;
  recipient: string;
  originalMessageId: string | null;
}

/** A calendar object (RFC 5545) that came with the mail. */
export interface MailInvitation {
  /** REQUEST, REPLY, CANCEL, …; '' where the object has no method. */
  method: string;
  uid: string;
  summary: string;
  location: string;
  organizer: string;
  attendees: string[];
  /** As written in the object, made readable: `2026-11-23 10:00 (Europe/Madrid)`. */
  start: string;
  end: string;
  /** A few readable lines. */
  text: string;
}

/** Signature or encryption of the mail; shown, never judged: nothing here is verified. */
export interface MailSecurity {
  kind: 'smime' | 'pgp';
  signed: boolean;
  /** The content could not be read for it. */
  encrypted: boolean;
}

/** Something in the mail that breaks a rule or a limit; the mail is parsed all the same. */
export interface MailDefect {
  code: DefectCode;
  /** Where or what, for a person to read; never longer than 200 characters. */
  detail: string;
}

export type DefectCode =
  | 'header-malformed'
  | 'header-limit'
  | 'address-malformed'
  | 'address-limit'
  | 'date-malformed'
  | 'charset-unknown'
  | 'charset-mismatch'
  | 'encoding-unknown'
  | 'encoding-malformed'
  | 'boundary-missing'
  | 'boundary-unclosed'
  | 'depth-limit'
  | 'parts-limit'
  | 'text-limit'
  | 'attachment-limit'
  | 'tnef-malformed'
  | 'smime-malformed'
  | 'encrypted'
  | 'internal';

export interface MailHeader {
  /** Lower case. */
  name: string;
  /** Unfolded, not decoded: one character per byte. */
  value: string;
}

/** A text split so that nothing is lost: the pieces in order, joined by '', give the text back. */
export interface ReplySegment {
  kind: 'reply' | 'quote' | 'signature' | 'header' | 'forwarded';
  text: string;
}

export interface SplitReply {
  /** What the writer wrote here, trimmed. */
  reply: string;
  /** Quoted earlier mails with their introductions; '' where there are none. */
  quoted: string;
  /** Signature, device line or legal notice; '' where there is none. */
  signature: string;
  segments: ReplySegment[];
  /** The writer answers between the quoted lines: then `reply` keeps the quotes too. */
  interleaved: boolean;
}

/** A mail as the ticket system reads it. */
export interface InboundMail {
  /** Without angle brackets (RFC 5322 §3.6.4: they are no part of it); null where there is none. */
  messageId: string | null;
  /** First id of In-Reply-To. */
  inReplyTo: string | null;
  /** Ids of References, oldest first, each once. */
  references: string[];
  /** Both parts '' where the mail names no sender. */
  from: MailAddress;
  /** Further mailboxes of From, rarely any. */
  fromOthers: MailAddress[];
  sender: MailAddress | null;
  to: MailAddress[];
  cc: MailAddress[];
  bcc: MailAddress[];
  replyTo: MailAddress[];
  /** Addresses of Delivered-To, X-Original-To, Envelope-To…: where a signed reply address may survive. */
  deliveredTo: string[];
  /** Address of Return-Path; '' is the null sender of RFC 5321 §4.5.5, null where the header is missing. */
  returnPath: string | null;
  subject: string;
  date: Date | null;
  /** The readable text, from text/plain or else from the HTML; lines end in '\n'. */
  text: string;
  /** The HTML as sent ('' where there is none): hostile, to be sanitised before it is shown. */
  html: string;
  /** `text` without quotes and signature: `split.reply`. */
  replyText: string;
  /** `text` in segments, to fold what is not the writer's own. */
  split: SplitReply;
  attachments: MailAttachment[];
  /** An automatic answer (vacation notice, receipt, read receipt): never answered, makes no ticket. */
  autoReply: boolean;
  /** Written by a machine: auto-generated, list, bulk; autoReply, bounces and reports included. */
  automatic: boolean;
  bounce: MailBounce | null;
  report: MailReport | null;
  invitations: MailInvitation[];
  security: MailSecurity | null;
  /** Every header field in order. */
  headers: MailHeader[];
  defects: MailDefect[];
}

/** Bounds on what one mail may cost; what lies beyond is left out and noted as a defect. */
export interface MailLimits {
  headers: number;
  headerBytes: number;
  headerValueBytes: number;
  addresses: number;
  depth: number;
  parts: number;
  attachments: number;
  /** Bytes of one text or HTML part that are read as text. */
  textBytes: number;
}

export interface ParseOptions {
  limits?: Partial<MailLimits>;
  /**
   * Bytes of an encoded body from which on a file is left as it lies in the raw mail, so that a large mail is not in
   * memory twice. Without it every file is decoded.
   */
  deferFrom?: number;
}
