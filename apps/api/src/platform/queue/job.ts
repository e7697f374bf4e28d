import type { z } from 'zod';

export const QUEUES = ['sla', 'tickets', 'mail-fetch', 'mail-in', 'mail-out', 'webhooks', 'upkeep'] as const;
export type QueueName = (typeof QUEUES)[number];

/** How many jobs of each queue one worker runs at a time. */
export const CONCURRENCY: Record<QueueName, number> = {
  sla: 8,
  tickets: 8,
  // Mostly waiting for other servers; one that hangs must not hold up the mailboxes behind it.
  'mail-fetch': 32,
  'mail-in': 4,
  // As with mailboxes: a slow server takes a few of these places, and leaves the others to the rest.
  'mail-out': 24,
  // Waiting for other servers, too.
  webhooks: 32,
  upkeep: 2,
};

/** A job is data: its name is stable, its payload checked on both ends. */
export interface JobDefinition<Payload = unknown> {
  /** Dotted, as `sla.check`. */
  name: string;
  queue: QueueName;
  payload: z.ZodType<Payload>;
  /** How often it is tried in all before it counts as failed. */
  attempts: number;
  /** The wait before the second try, in milliseconds; doubled for each further one, with jitter. */
  backoffMs: number;
}

export const defineJob = <Payload>(definition: JobDefinition<Payload>): JobDefinition<Payload> => definition;

export interface JobContext {
  tenantId: number;
  /** 1 for the first try of this hand-over. */
  attempt: number;
  isLastAttempt: boolean;
  /**
   * Marks the job as done in the transaction one is in: its outbox row goes with the handler's own writes. A handler
   * that does not call it has its row deleted after it returned.
   */
  complete(): Promise<void>;
}

/** Handlers are idempotent and rethrow what they cannot mend; the queue decides about the next try. */
export abstract class JobHandler<Payload = unknown> {
  abstract readonly job: JobDefinition<Payload>;
  abstract handle(payload: Payload, context: JobContext): Promise<void>;
  /** Called once when the last attempt has failed. */
  gaveUp?(payload: Payload, tenantId: number, error: Error): Promise<void>;
}
