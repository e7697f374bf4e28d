import type { ServerResponse } from 'node:http';
import type { Caller } from '../../platform/http/caller.js';
import { ProblemError } from '../../platform/http/problem.js';
import type { AccessChange } from '../../platform/realtime/access-changes.js';
import type { LiveBus, NumberedEvent } from '../../platform/realtime/live-bus.js';
import { mayHear } from './live-audience.js';

/** A line now and then keeps proxies from closing a quiet connection. */
const HEARTBEAT_MS = 20_000;
/** Changes are told, and the token's end is known; this is for where nobody could be told. */
const RECHECK_MS = 30_000;
/** What changed while the stream was being opened was told to nobody. */
const FIRST_RECHECK_MS = 1_000;
/** Tokens end with a second, which is over a moment after it. */
const TOKEN_END_MS = 50;
/** The client comes back with a fresh token before an access token would end. */
const LONGEST_MS = 14 * 60_000;
/** More than this waiting in the socket: the client does not read, and is better served by reading anew. */
const MOST_WAITING_BYTES = 1_000_000;

export interface LiveStreamParts {
  bus: LiveBus;
  /** Tells apart the numbering of processes. */
  epoch: string;
  response: ServerResponse;
  caller: Caller;
  /** `Last-Event-ID`, as the client sent it. */
  lastEventId: string | undefined;
  /** When the caller's token ends, in milliseconds since 1970; Infinity where it does not. */
  tokenEnds: number;
  /** The caller as they are now. @throws ProblemError when they may no longer listen */
  recheck: () => Promise<Caller>;
  onEnd: () => void;
}

/** One connection of the live stream (WHATWG HTML §9.2, server-sent events). */
export class LiveStream {
  #caller: Caller;
  #ended = false;
  #checking = false;
  #wanted = false;
  readonly #timers: NodeJS.Timeout[];
  readonly #unsubscribe: () => void;

  constructor(private readonly parts: LiveStreamParts) {
    const { bus, response, lastEventId } = parts;
    this.#caller = parts.caller;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-accel-buffering': 'no',
      // A stream that ended leaves nothing behind to wait for.
      connection: 'close',
    });
    const after = sequenceOf(lastEventId, parts.epoch);
    const { missed, end } = bus.subscribe(after === 'unknown' ? undefined : after, (event) =>
      this.#tell(event),
    );
    this.#unsubscribe = end;
    // The first event tells where one is, so that a break before anything happened can be resumed as well.
    this.#write('hello', {}, bus.sequence);
    if (after === 'unknown' || missed === null) this.#write('resync', {}, bus.sequence);
    for (const event of missed ?? []) this.#tell(event);
    this.#timers = [
      setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS),
      setTimeout(() => void this.recheck(), FIRST_RECHECK_MS),
      setInterval(() => void this.recheck(), RECHECK_MS),
      setTimeout(() => this.end(), LONGEST_MS),
      // A moment later, when it is over by every clock that looks at it.
      setTimeout(
        () => void this.recheck(),
        Math.min(LONGEST_MS, Math.max(0, parts.tokenEnds - Date.now()) + TOKEN_END_MS),
      ),
    ];
    response.once('close', () => this.end());
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#unsubscribe();
    for (const timer of this.#timers) clearTimeout(timer);
    this.parts.response.end();
    this.parts.onEnd();
  }

  /** Whether what this user may do could be another thing now. */
  isOf({ tenantId, userId }: AccessChange): boolean {
    return this.#caller.tenantId === tenantId && (userId === null || this.#caller.userId === userId);
  }

  /** Looks up who listens as they are now. What they were not told before, or should not have been, they read anew. */
  async recheck(): Promise<void> {
    // A change that comes while one is looked up is looked up after it, once.
    this.#wanted = true;
    if (this.#checking) return;
    this.#checking = true;
    while (this.#wanted && !this.#ended) {
      this.#wanted = false;
      await this.#lookAgain();
    }
    this.#checking = false;
  }

  async #lookAgain(): Promise<void> {
    // A database that is away for a moment says nothing about the caller; a token that ended does.
    const caller = await this.parts
      .recheck()
      .catch((error: unknown) => (error instanceof ProblemError ? null : this.#caller));
    if (this.#ended) return;
    if (!caller) {
      this.end();
      return;
    }
    const seesTheSame = viewOf(this.#caller) === viewOf(caller);
    this.#caller = caller;
    if (!seesTheSame) this.#write('resync', {}, this.parts.bus.sequence);
  }

  #tell(event: NumberedEvent | 'resync'): void {
    if (event === 'resync') this.#write('resync', {}, this.parts.bus.sequence);
    else if (mayHear(this.#caller, event)) this.#write(event.type, event.data, event.sequence);
  }

  #write(type: string, data: Record<string, unknown>, sequence: number): void {
    const { response, epoch } = this.parts;
    response.write(`id: ${epoch}-${sequence}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
    if (response.writableLength > MOST_WAITING_BYTES) this.end();
  }
}

/** All that decides which events somebody hears of. */
const viewOf = ({ role, departmentIds, organizationId, sharesTickets }: Caller) =>
  JSON.stringify([role, departmentIds, organizationId, sharesTickets]);

/** @returns undefined for a first connection, `unknown` for an id that another process gave */
function sequenceOf(lastEventId: string | undefined, epoch: string): number | undefined | 'unknown' {
  if (lastEventId === undefined || lastEventId === '') return undefined;
  const [given, number] = lastEventId.split('-');
  return given === epoch && /^\d{1,15}$/.test(number ?? '') ? Number(number) : 'unknown';
}
