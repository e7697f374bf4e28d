import type { Attachment, Channel } from '@noxdesk/contracts';
import type { TicketPriority, TicketStatus } from '@noxdesk/domain';
import type { StagedFile } from '../../platform/http/multipart.js';
import type { IfMatch } from '../../platform/http/if-match.js';
import type { NewMessageRow } from './message.repository.js';
import type { Actor, TicketCreated } from './ticket-events.js';
import type { TicketRow } from './ticket.row.js';

/** A message to write, already checked and with its files staged. */
export interface NewMessage {
  body: string;
  /** HTML as it came; it is sanitised before it is stored. */
  bodyHtml?: string | undefined;
  /** What a mail quoted below its own text. */
  quoted?: string | undefined;
  /** The same as HTML, as it came; it is sanitised, too. */
  quotedHtml?: string | undefined;
  /** It came with a token of ours that was given to somebody else. */
  stranger?: boolean | undefined;
  cc?: readonly string[] | undefined;
  /** Staff who are named in it, already known to see the ticket. */
  mentions?: readonly string[] | undefined;
  files: readonly (StagedFile & { contentId?: string | undefined })[];
  /** Files of a mail that were not accepted, by name and reason. */
  withheld?: readonly { filename: string; reason: string }[];
}

export interface OpenTicket {
  subject: string;
  departmentId: number;
  priority: TicketPriority;
  requesterId: string;
  channel: Channel;
  actor: Actor;
  message: NewMessage;
  tags?: readonly string[];
  /** The closed ticket that this one goes on from. */
  followsId?: string;
}

/** A ticket that was opened. */
export interface Opened {
  ticketId: string;
  messageId: string;
  number: number;
  /** As it was told. */
  created: TicketCreated;
  /** As it was written, so that nobody has to read it for showing it; null where more has happened to it. */
  written: { row: TicketRow; message: NewMessageRow; files: readonly Attachment[] } | null;
}

export interface AddMessage {
  ticketId: string;
  /** The id that the message is to have, where it was told beforehand. */
  messageId?: string | undefined;
  messageType: 'reply' | 'note';
  channel: Channel;
  actor: Actor;
  message: NewMessage;
  status?: TicketStatus | undefined;
  /** The customer said in so many words that the solution works (`confirm_solution`). */
  confirms?: boolean | undefined;
  /** The channel vouches for its author, so that a mere confirmation word in the text confirms. */
  trustsText: boolean;
  /** The version that the caller has seen; another one is refused. */
  ifMatch?: IfMatch;
  /** Asked before anything else, once the ticket is locked. It throws where the message may not be written. */
  admit?: (ticket: TicketRow) => void;
}

/** Where a message went: `followed` when the ticket was closed for too long, and a new one took it. */
export interface MessageAdded {
  outcome: 'added' | 'followed';
  ticketId: string;
  messageId: string;
  /** Of a new ticket. */
  created?: TicketCreated;
}

/**
 * Writes to tickets, for whoever has decided that it may be done: the API after its permission checks, the mail
 * intake after its threading. Each call runs in the unit of work that is open, or in one of its own.
 */
export abstract class TicketCommands {
  abstract open(tenantId: number, command: OpenTicket): Promise<Opened>;
  /** @throws ProblemError `not_found`, `transition_not_allowed`, `precondition_failed` */
  abstract addMessage(tenantId: number, command: AddMessage): Promise<MessageAdded>;
  /**
   * The requester says that the solution works, without a message: the ticket closes. One that is closed stays so.
   * @throws ProblemError `not_found`, `transition_not_allowed`
   */
  abstract confirm(tenantId: number, command: { ticketId: string; actor: Actor }): Promise<void>;
}
