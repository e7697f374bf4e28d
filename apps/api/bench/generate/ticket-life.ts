import {
  applySlaEvent,
  slaColumns,
  startSla,
  type SlaState,
  type TicketPriority,
  type TicketStatus,
} from '@noxdesk/domain';
import type { Agent, Company, Person } from './people.js';
import { type Random, Weighted } from './random.js';
import type { Scale } from './scale.js';
import type { Piece, Texts } from './texts.js';
import { type Language, TAGS } from './vocabulary.js';

const HOUR_MS = 3_600_000;

export interface MadeMessage {
  id: string;
  type: 'reply' | 'note' | 'system';
  author: Person;
  kind: 'customer' | 'agent' | 'system';
  body: string;
  lexemes: ReadonlySet<string> | null;
  event: object | null;
  at: number;
}
export interface MadeTicket {
  id: string;
  subject: string;
  status: TicketStatus;
  priority: TicketPriority;
  department: number;
  requester: Person;
  assignee: Agent | null;
  channel: 'web' | 'api' | 'email';
  tags: string[];
  sla: SlaState;
  columns: ReturnType<typeof slaColumns>;
  messages: MadeMessage[];
  createdAt: number;
  updatedAt: number;
  endedAt: number | null;
}

const PRIORITIES = new Weighted<TicketPriority>(
  ['medium', 'low', 'high', 'urgent', 'critical'],
  [50, 25, 17, 6, 2],
);
const CHANNELS = new Weighted(['email', 'web', 'api'] as const, [60, 32, 8]);
const AGED = new Weighted<TicketStatus>(
  ['closed', 'resolved', 'pending', 'on_hold', 'open'],
  [93, 2, 2, 1, 2],
);
const RECENT = new Weighted<TicketStatus>(
  ['closed', 'resolved', 'pending', 'open', 'new', 'on_hold'],
  [40, 20, 14, 15, 7, 4],
);
const RECENT_SHARE = 0.08;
const TAG = Weighted.zipf(TAGS);

/** Makes one ticket after the other, as a desk would have lived through them. */
export class TicketLife {
  readonly #departments;

  constructor(
    private readonly company: Company,
    private readonly scale: Scale,
    private readonly texts: Texts,
    private readonly random: Random,
  ) {
    this.#departments = Weighted.zipf(company.departments, 0.8);
  }

  /** @param place 0 is the first ticket of all, 1 the last @param length messages; by chance where it is not given */
  make(place: number, length?: number): MadeTicket {
    const { company, random, scale, texts } = this;
    const createdAt = Math.floor(scale.from + (scale.until - scale.from - HOUR_MS) * place);
    const language: Language = random.chance(0.75) ? 'es' : 'en';
    const subject = random.pick(texts.subjects[language]);
    const requester = company.requesters[random.skewed(company.requesters.length)]!;
    const department = this.#departments.draw(random);
    const status = (place > 1 - RECENT_SHARE ? RECENT : AGED).draw(random);
    const assignee = status === 'new' ? null : this.#assignee(department);
    const heading = [...subject.lexemes, ...requester.lexemes];
    const messages = this.#thread(
      { createdAt, language, requester, assignee, status, heading },
      length ?? this.#length(),
    );
    const updatedAt = messages.at(-1)!.at;
    const priority = PRIORITIES.draw(random);
    const ended = status === 'resolved' || status === 'closed';
    const sla = this.#clocks(createdAt, priority, status, messages);
    return {
      id: random.uuid7(createdAt),
      subject: subject.text,
      status,
      priority,
      department,
      requester,
      assignee,
      channel: CHANNELS.draw(random),
      tags: this.#tags(),
      sla,
      columns: slaColumns(sla),
      messages,
      createdAt,
      updatedAt,
      endedAt: ended ? updatedAt : null,
    };
  }

  /** Most threads are short, a few go on and on. */
  #length(): number {
    const mean = this.scale.messagesPerTicket;
    return Math.min(200, Math.max(1, Math.round(this.random.spread(mean - 0.5) + 0.5)));
  }

  #assignee(department: number): Agent | null {
    const members = this.company.agents.filter((agent) => agent.departments.includes(department));
    return members.length > 0 ? members[this.random.skewed(members.length)]! : null;
  }

  #tags(): string[] {
    if (!this.random.chance(0.3)) return [];
    const count = this.random.between(1, 3);
    return [...new Set(Array.from({ length: count }, () => TAG.draw(this.random)))];
  }

  #thread(
    ticket: {
      createdAt: number;
      language: Language;
      requester: Person;
      assignee: Agent | null;
      status: TicketStatus;
      heading: readonly string[];
    },
    length: number,
  ): MadeMessage[] {
    const { random, scale } = this;
    const { requester, assignee, heading } = ticket;
    const messages: MadeMessage[] = [];
    let at = ticket.createdAt;
    let customersTurn = true;
    for (let i = 0; i < length; i += 1) {
      const last = i === length - 1 && i > 0;
      const isSystem = assignee !== null && i > 0 && (last || random.chance(0.15));
      if (isSystem) {
        const event = { kind: 'status_changed', from: 'open', to: ticket.status, by: 'agent' };
        messages.push(this.#message(at, 'system', assignee, 'system', null, event));
      } else {
        const byCustomer: boolean = customersTurn || assignee === null;
        const type = !byCustomer && random.chance(0.2) ? 'note' : 'reply';
        const words = this.#body(ticket.language, heading);
        const author = assignee === null || byCustomer ? requester : assignee;
        messages.push(this.#message(at, type, author, byCustomer ? 'customer' : 'agent', words, null));
        if (type === 'reply') customersTurn = !byCustomer;
      }
      at = Math.min(scale.until, Math.floor(at + 1 + random.spread(10 * HOUR_MS)));
    }
    return messages;
  }

  #body(language: Language, heading: readonly string[]): { text: string; lexemes: Set<string> } {
    const { random } = this;
    const count = random.between(1, 8);
    const lexemes = new Set(heading);
    const said: string[] = [];
    for (let i = 0; i < count; i += 1) {
      const sentence: Piece = random.pick(this.texts.sentences[language]);
      said.push(sentence.text);
      for (const lexeme of sentence.lexemes) lexemes.add(lexeme);
    }
    return { text: said.join(count > 4 ? '\n' : ' '), lexemes };
  }

  #message(
    at: number,
    type: MadeMessage['type'],
    author: Person,
    kind: MadeMessage['kind'],
    words: { text: string; lexemes: Set<string> } | null,
    event: object | null,
  ): MadeMessage {
    return {
      id: this.random.uuid7(at),
      type,
      author,
      kind,
      body: words?.text ?? '',
      lexemes: words?.lexemes ?? null,
      event,
      at,
    };
  }

  /** The clocks as the application would have moved them, brought to the end of the time. */
  #clocks(
    createdAt: number,
    priority: TicketPriority,
    status: TicketStatus,
    messages: readonly MadeMessage[],
  ): SlaState {
    const { policy } = this.company;
    const instant = (at: number) => new Date(at).toISOString();
    let sla = startSla(instant(createdAt), { priority }, policy);
    const answered = messages.find(({ type, kind }) => type === 'reply' && kind === 'agent');
    if (answered) sla = applySlaEvent(sla, { type: 'agent_replied', at: instant(answered.at) }, policy);
    if (status !== 'new') {
      const at = instant(messages.at(-1)!.at);
      sla = applySlaEvent(sla, { type: 'status_changed', at, to: status, by: 'staff' }, policy);
    }
    return applySlaEvent(sla, { type: 'tick', at: instant(this.scale.until) }, policy);
  }
}
