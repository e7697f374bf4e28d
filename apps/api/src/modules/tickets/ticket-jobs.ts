import { SLA_TARGETS } from '@noxdesk/domain';
import { z } from 'zod';
import { defineJob } from '../../platform/queue/job.js';

const ticketPayload = z.object({ ticketId: z.uuid() });
export type TicketPayload = z.infer<typeof ticketPayload>;

export const slaCheckJob = defineJob({
  name: 'sla.check',
  queue: 'sla',
  payload: ticketPayload,
  attempts: 3,
  backoffMs: 500,
});
export const autoCloseJob = defineJob({
  name: 'ticket.auto-close',
  queue: 'upkeep',
  payload: ticketPayload,
  attempts: 3,
  backoffMs: 1_000,
});

export const sendHeldJob = defineJob({
  name: 'ticket.send-held',
  queue: 'tickets',
  payload: z.object({ heldId: z.uuid() }),
  attempts: 10,
  backoffMs: 1_000,
});

const escalatePayload = z.object({
  ticketId: z.uuid(),
  alert: z.object({ target: z.enum(SLA_TARGETS), cycle: z.int(), percent: z.int(), at: z.string() }),
  /** The alert came of an escalation: people are told, and nothing is changed further. */
  notifyOnly: z.boolean(),
});
export type EscalatePayload = z.infer<typeof escalatePayload>;

export const slaEscalateJob = defineJob({
  name: 'sla.escalate',
  queue: 'sla',
  payload: escalatePayload,
  attempts: 10,
  backoffMs: 1_000,
});

const rejudgePayload = z.object({
  /** Which tickets are looked at; null: any. */
  organization: z.uuid().nullable(),
  plan: z.uuid().nullable(),
  department: z.int().nullable(),
  /** To be judged by this policy; null: those that have come under another policy. */
  policy: z.uuid().nullable(),
  /** Its version; null: the one in force. */
  version: z.int().nullable().default(null),
  /** The last ticket of the batch before. */
  after: z.uuid().nullable(),
  /** The application or the try of one whose progress is kept; null for a change of plan. */
  application: z.uuid().nullable().default(null),
});
export type RejudgePayload = z.infer<typeof rejudgePayload>;

export const slaRejudgeJob = defineJob({
  name: 'sla.rejudge',
  queue: 'upkeep',
  payload: rejudgePayload,
  attempts: 10,
  backoffMs: 1_000,
});

export const slaForecastJob = defineJob({
  name: 'sla.forecast',
  queue: 'upkeep',
  payload: rejudgePayload,
  attempts: 10,
  backoffMs: 1_000,
});
