import { z } from 'zod';
import {
  commaList,
  departmentId,
  emailAddress,
  line,
  moment,
  page,
  pageQuery,
  patch,
  personName,
  prose,
  uuid,
  wholeNumber,
} from './common.js';
import { defineEndpoint } from './endpoint.js';
import {
  SUBJECT_MAX,
  BODY_MAX,
  BODY_HTML_MAX,
  ticketStatus,
  ticketPriority,
  messageType,
  message,
  listedTicket,
  ticket,
} from './tickets.js';

const cc = z.array(emailAddress).max(20);
const tag = line(50);

const openingMessage = z.strictObject({
  body: prose(BODY_MAX),
  body_html: z.string().max(BODY_HTML_MAX).optional(),
  message_type: messageType.default('reply'),
  cc: cc.optional(),
});

export const createTicket = z.strictObject({
  subject: line(SUBJECT_MAX),
  department: departmentId,
  priority: ticketPriority.default('medium'),
  messages: z.array(openingMessage).length(1),
  requester: z.strictObject({ email: emailAddress, name: personName.optional() }).optional(),
  tags: z.array(tag).max(30).optional(),
});
export type CreateTicket = z.infer<typeof createTicket>;

export const reply = z.strictObject({
  body: prose(BODY_MAX),
  message_type: messageType.default('reply'),
  body_html: z.string().max(BODY_HTML_MAX).optional(),
  status: ticketStatus.optional(),
  confirm_solution: z.boolean().optional(),
  cc: cc.optional(),
  mentions: z
    .array(uuid)
    .max(20)
    .optional()
    .meta({ description: 'colleagues who are to read it; in notes alone' }),
});
export type Reply = z.infer<typeof reply>;

export const changeTicket = patch({
  status: ticketStatus,
  priority: ticketPriority,
  department: departmentId,
  assignee: uuid.nullable(),
  subject: line(SUBJECT_MAX),
  tags: z.array(tag).max(30),
  cc,
});
export type ChangeTicket = z.infer<typeof changeTicket>;

export const TICKET_ORDERINGS = [
  '-updated_at',
  'updated_at',
  '-created_at',
  'created_at',
  '-priority',
  'priority',
  '-sla_due_at',
  'sla_due_at',
] as const;

export const ticketQuery = z.strictObject({
  ...pageQuery,
  status: commaList(ticketStatus).optional(),
  priority: commaList(ticketPriority).optional(),
  department: commaList(wholeNumber(departmentId)).optional(),
  assignee: commaList(z.union([z.literal('me'), z.literal('none'), uuid])).optional(),
  requester: commaList(z.union([uuid, emailAddress])).optional(),
  sla: commaList(z.enum(['breached', 'due_soon'])).optional(),
  tag: commaList(tag).optional(),
  created_after: moment.optional(),
  created_before: moment.optional(),
  updated_after: moment.optional(),
  updated_before: moment.optional(),
  search: z.string().trim().min(1).max(200).optional(),
  ordering: z.enum(TICKET_ORDERINGS).default('-updated_at'),
});
export type TicketQuery = z.infer<typeof ticketQuery>;

export const attachmentLimits = z
  .strictObject({
    types: z.array(z.string()).meta({ description: 'extensions in lower case, without the dot' }),
    max_bytes: z.int().meta({ description: 'a file' }),
    max_files: z.int().meta({ description: 'a message' }),
  })
  .meta({ id: 'AttachmentLimits' });
export type AttachmentLimits = z.infer<typeof attachmentLimits>;

const params = z.strictObject({ id: uuid });
const base = { tag: 'Tickets', access: 'ticketing' } as const;
const messageFields = { body: 'text', body_html: 'text', message_type: 'text', cc: 'list' } as const;
const writeProblems = [
  'field_not_allowed',
  'message_type_not_allowed',
  'too_large',
  'too_many_files',
  'file_type_not_allowed',
  'idempotency_key_reused',
  'request_in_progress',
] as const;

export const ticketEndpoints = {
  create: defineEndpoint({
    ...base,
    id: 'tickets.create',
    summary: 'Open a ticket',
    method: 'POST',
    path: 'tickets/',
    scopes: ['tickets:write'],
    body: createTicket,
    status: 201,
    response: ticket,
    idempotent: true,
    multipart: {
      files: 'attachments',
      fields: {
        ...messageFields,
        subject: 'text',
        department: 'number',
        priority: 'text',
        requester: 'json',
        tags: 'list',
      },
      required: ['subject', 'department', 'body'],
      // The form has one message; its parts stand beside the ticket's.
      shape: ({ body, body_html, message_type, cc, ...rest }) => ({
        ...rest,
        messages: [
          {
            body,
            ...(body_html !== undefined && { body_html }),
            ...(message_type !== undefined && { message_type }),
            ...(cc !== undefined && { cc }),
          },
        ],
      }),
    },
    problems: writeProblems,
  }),
  list: defineEndpoint({
    ...base,
    id: 'tickets.list',
    summary: 'List and search tickets',
    method: 'GET',
    path: 'tickets/',
    scopes: ['tickets:read'],
    query: ticketQuery,
    status: 200,
    response: page(listedTicket),
  }),
  get: defineEndpoint({
    ...base,
    id: 'tickets.get',
    summary: 'A ticket with its messages, oldest first',
    method: 'GET',
    path: 'tickets/:id/',
    scopes: ['tickets:read'],
    params,
    status: 200,
    response: ticket,
    problems: ['not_found'],
  }),
  change: defineEndpoint({
    ...base,
    id: 'tickets.change',
    summary: 'Change a ticket',
    method: 'PATCH',
    path: 'tickets/:id/',
    scopes: ['tickets:write'],
    params,
    body: changeTicket,
    status: 200,
    response: ticket,
    ifMatch: true,
    problems: ['not_found', 'field_not_allowed', 'transition_not_allowed', 'precondition_failed'],
  }),
  reply: defineEndpoint({
    ...base,
    id: 'tickets.reply',
    summary: 'Add a message to a ticket',
    method: 'POST',
    path: 'tickets/:id/reply/',
    scopes: ['tickets:write'],
    params,
    body: reply,
    status: 201,
    response: message.extend({
      ticket_id: uuid.meta({
        description: 'where it went: a new ticket, when the one replied to has been closed for too long',
      }),
    }),
    ifMatch: true,
    idempotent: true,
    multipart: {
      files: 'attachments',
      fields: { ...messageFields, status: 'text', confirm_solution: 'boolean', mentions: 'list' },
      required: ['body'],
    },
    problems: [...writeProblems, 'not_found', 'transition_not_allowed', 'precondition_failed'],
  }),
  download: defineEndpoint({
    ...base,
    id: 'attachments.download',
    tag: 'Tickets',
    summary: 'The bytes of an attachment',
    method: 'GET',
    path: 'attachments/:id/',
    scopes: ['tickets:read'],
    params,
    status: 200,
    alsoAnswers: [206, 304],
    produces: 'application/octet-stream',
    problems: ['not_found', 'range_not_satisfiable', 'file_being_checked', 'file_locked'],
  }),
  preview: defineEndpoint({
    ...base,
    id: 'attachments.preview',
    tag: 'Tickets',
    summary: 'A small version of a picture, without its metadata',
    method: 'GET',
    path: 'attachments/:id/preview/',
    scopes: ['tickets:read'],
    params,
    status: 200,
    alsoAnswers: [304],
    produces: 'image/webp',
    problems: ['not_found', 'file_being_checked', 'file_locked'],
  }),
  fileLimits: defineEndpoint({
    ...base,
    id: 'attachments.limits',
    tag: 'Tickets',
    summary: 'Which files a message may carry, to be said before they are sent',
    method: 'GET',
    path: 'attachment-limits/',
    scopes: ['tickets:read'],
    status: 200,
    response: attachmentLimits,
  }),
};
