import { Injectable } from '@nestjs/common';

/** A listener takes part in the transaction that caused the event: what it writes is committed with the cause. */
export type Listener<Event> = (event: Event) => Promise<void>;

/**
 * Tells modules what happened in another one, inside the same transaction. A listener that throws takes the cause
 * back with it, so listeners write rows and outbox jobs, and do nothing that can fail for reasons from outside.
 */
@Injectable()
export class DomainEvents<Event extends { type: string }> {
  readonly #listeners = new Map<string, Listener<Event>[]>();

  on<Type extends Event['type']>(type: Type, listener: Listener<Extract<Event, { type: Type }>>): void {
    const listeners = this.#listeners.get(type) ?? [];
    this.#listeners.set(type, [...listeners, listener as unknown as Listener<Event>]);
  }

  async emit(event: Event): Promise<void> {
    const listeners = this.#listeners.get(event.type) ?? [];
    // Side by side, so that their statements share round trips; all have ended before a failure is thrown.
    const done = await Promise.allSettled(listeners.map((listener) => listener(event)));
    const failed = done.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
  }
}
