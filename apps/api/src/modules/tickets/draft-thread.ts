import type { Channel, MessageEvent } from '@noxdesk/contracts';
import { canSeeMessage } from '@noxdesk/domain';
import { v7 as uuidv7 } from 'uuid';
import type { MessageRepository, NewMessageRow } from './message.repository.js';
import type { Actor } from './ticket-events.js';
import type { TicketRow } from './ticket.row.js';

const PREVIEW_LENGTH = 200;

/** A message of a person, as it is added to a ticket. */
export interface PersonMessage {
  /** Where it is known beforehand. */
  id?: string | undefined;
  messageType: 'reply' | 'note';
  channel: Channel;
  body: string;
  bodyHtml: string | null;
  quoted: string | null;
  quotedHtml: string | null;
  stranger: boolean;
  cc: readonly string[];
  mentions: readonly string[];
  withheld: readonly { filename: string; reason: string }[];
  /** Of all its files together. */
  fileBytes: number;
  /** false: it ends the matter (a confirmation), so no clock begins to wait for an answer to it. */
  awaitsAnswer: boolean;
}

export interface ThreadParts {
  actor: Actor;
  now: Date;
  messages: MessageRepository;
}

/** The thread of a ticket that is written to: gives each message its place, and keeps what lists show of the latest. */
export class DraftThread {
  preview: string | null = null;
  publicPreview: string | null = null;
  /** The first message of a new ticket. */
  opening: NewMessageRow | null = null;
  #count: number;

  constructor(
    private readonly row: Pick<TicketRow, 'id' | 'channel' | 'message_count'>,
    private readonly parts: ThreadParts,
  ) {
    this.#count = row.message_count;
  }

  /** How many messages the ticket has now. */
  get count(): number {
    return this.#count;
  }

  /** How many of them are new. */
  get added(): number {
    return this.#count - this.row.message_count;
  }

  /** @param heading what the message is found by besides its own words @returns its id */
  add(message: PersonMessage, heading: string): string {
    const { actor } = this.parts;
    const id = message.id ?? uuidv7();
    const isPublic = message.messageType === 'reply';
    this.#insert({
      id,
      message_type: message.messageType,
      public: isPublic,
      author_id: actor.kind === 'system' ? null : actor.userId,
      author_kind: actor.kind,
      body: message.body,
      body_html: message.bodyHtml,
      quoted: message.quoted,
      quoted_html: message.quotedHtml,
      stranger: message.stranger,
      channel: message.channel,
      cc: [...message.cc],
      withheld: [...message.withheld],
      event: null,
      searchText: `${heading} ${message.body}`,
    });
    this.preview = previewOf(message.body);
    if (isPublic) this.publicPreview = this.preview;
    return id;
  }

  /** The system message of what the actor has done. */
  record(event: MessageEvent): void {
    const { actor } = this.parts;
    this.#insertSystem(event, actor.kind === 'system' ? null : actor.userId);
  }

  /** The system message of what came about by itself, whoever acts. */
  recordAsSystem(event: MessageEvent): void {
    this.#insertSystem(event, null);
  }

  #insertSystem(event: MessageEvent, authorId: string | null): void {
    const by = authorId === null ? 'system' : this.parts.actor.kind;
    this.#insert({
      id: uuidv7(),
      message_type: 'system',
      public: canSeeMessage('customer', { messageType: 'system', eventKind: event.kind }),
      author_id: authorId,
      author_kind: 'system',
      body: '',
      body_html: null,
      quoted: null,
      quoted_html: null,
      stranger: false,
      channel: this.row.channel,
      cc: [],
      withheld: [],
      event: { ...event, by },
      searchText: null,
    });
  }

  #insert(message: Omit<NewMessageRow, 'ticketId' | 'position' | 'created_at'>): void {
    this.#count += 1;
    const place = { ticketId: this.row.id, position: this.#count, created_at: this.parts.now };
    const row = { ...message, ...place };
    if (row.position === 1) this.opening = row;
    this.parts.messages.insert(row);
  }
}

/** What lists show of a message. */
export const previewOf = (body: string) =>
  body
    .slice(0, PREVIEW_LENGTH * 3)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, PREVIEW_LENGTH);
