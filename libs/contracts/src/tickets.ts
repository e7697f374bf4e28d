import { z } from 'zod';
import { TICKET_PRIORITIES, TICKET_STATUSES } from '@noxdesk/domain';
import { departmentId, timestamp, uuid } from './common.js';
import { slaTargetName } from './sla-terms.js';

export const SUBJECT_MAX = 255;
export const BODY_MAX = 200_000;
export const BODY_HTML_MAX = 1_000_000;

export const ticketStatus = z.enum(TICKET_STATUSES);
export const ticketPriority = z.enum(TICKET_PRIORITIES);
export const messageType = z.enum(['reply', 'note', 'system']);
export const channel = z.enum(['web', 'api', 'email']);
export type Channel = z.infer<typeof channel>;

export const person = z
  .strictObject({ id: uuid, name: z.string(), email: z.string() })
  .meta({ id: 'Person' });
export const departmentRef = z
  .strictObject({ id: departmentId, name: z.string(), slug: z.string() })
  .meta({ id: 'DepartmentRef' });

const slaTarget = z.strictObject({
  target_minutes: z.number(),
  due_at: timestamp.nullable(),
  met_at: timestamp.nullable(),
  breached: z.boolean(),
  remaining_minutes: z.number().nullable().meta({ description: 'negative once overdue' }),
});
export const ticketSla = z
  .strictObject({
    policy: z.strictObject({ id: uuid, name: z.string() }),
    first_response: slaTarget,
    next_response: slaTarget
      .nullable()
      .meta({ description: 'null: not promised, or nobody has waited for a further answer' }),
    resolution: slaTarget.extend({ paused: z.boolean() }),
    due_soon: z
      .array(slaTargetName)
      .meta({ description: 'the targets that passed a warning of their policy and are not settled' }),
  })
  .meta({ id: 'TicketSla' });
export type TicketSla = z.infer<typeof ticketSla>;

export const attachment = z
  .strictObject({
    id: uuid,
    filename: z.string(),
    content_type: z.string(),
    size: z.int(),
    url: z.string(),
    preview: z.string().optional().meta({
      description: 'where a small version of a picture is (WebP, 640 pixels at most), once it is made',
    }),
    check: z.enum(['pending', 'locked']).optional().meta({
      description: 'not to be had: a virus scanner has not seen it yet, or does not let it through',
    }),
  })
  .meta({ id: 'Attachment' });
export type Attachment = z.infer<typeof attachment>;

/** What a `system` message says happened; the further members depend on `kind`. */
export const messageEvent = z.looseObject({ kind: z.string() }).meta({ id: 'MessageEvent' });
export type MessageEvent = z.infer<typeof messageEvent>;

export const delivery = z
  .strictObject({
    state: z.enum(['queued', 'sent', 'deferred', 'failed', 'bounced']),
    reason: z.string().nullable(),
  })
  .meta({ id: 'Delivery' });

export const message = z
  .strictObject({
    id: uuid,
    message_type: messageType,
    author: z.strictObject({
      id: uuid.nullable(),
      name: z.string(),
      kind: z.enum(['customer', 'agent', 'system']),
    }),
    body: z.string(),
    body_html: z.string().nullable(),
    quoted: z.string().nullable().meta({ description: 'what a mail quoted below its own text' }),
    quoted_html: z.string().nullable().meta({ description: 'the same as sanitised HTML, where it came so' }),
    stranger: z.boolean().optional().meta({
      description: 'it came with a signed address that was given to somebody else; staff only',
    }),
    channel,
    cc: z.array(z.string()),
    attachments: z.array(attachment),
    withheld: z
      .array(z.strictObject({ filename: z.string(), reason: z.string() }))
      .meta({ description: 'files of a mail that were not accepted' }),
    delivery: delivery.nullable().meta({ description: 'the mail that carried this message; staff only' }),
    event: messageEvent.nullable(),
    created_at: timestamp,
  })
  .meta({ id: 'Message' });
export type Message = z.infer<typeof message>;

export const ticketSummary = z
  .strictObject({
    id: uuid,
    number: z.string(),
    subject: z.string(),
    status: ticketStatus,
    priority: ticketPriority,
    department: departmentRef,
    requester: person,
    assignee: person.nullable(),
    organization: z.strictObject({ id: uuid, name: z.string() }).nullable(),
    channel,
    tags: z.array(z.string()),
    sla: ticketSla.nullable(),
    created_at: timestamp,
    updated_at: timestamp,
    resolved_at: timestamp.nullable(),
    closed_at: timestamp.nullable(),
    version: z.int(),
  })
  .meta({ id: 'TicketSummary' });
export type TicketSummary = z.infer<typeof ticketSummary>;

export const listedTicket = ticketSummary
  .extend({ preview: z.string().meta({ description: 'start of the last message the caller may read' }) })
  .meta({ id: 'ListedTicket' });
export type ListedTicket = z.infer<typeof listedTicket>;

export const ticket = ticketSummary
  .extend({
    allowed_statuses: z.array(ticketStatus).meta({ description: 'states the caller may set now' }),
    related: z
      .array(z.strictObject({ id: uuid, number: z.string(), subject: z.string(), kind: z.string() }))
      .meta({
        description:
          'other tickets it has to do with; kind: follows, followed_by, linked, merged_into, merged_from',
      }),
    cc: z.array(z.string()).meta({ description: 'who else is told of every public reply' }),
    messages: z.array(message),
  })
  .meta({ id: 'Ticket' });
export type Ticket = z.infer<typeof ticket>;
