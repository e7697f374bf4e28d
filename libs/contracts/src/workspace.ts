import { z } from 'zod';
import { adminResource, defineEndpoint } from './endpoint.js';
import { departmentId, line, page, pageQuery, patch, prose, timestamp, uuid } from './common.js';
import { fieldError } from './problem.js';
import { changeTicket } from './ticket-requests.js';
import { BODY_HTML_MAX, BODY_MAX, messageType, ticketPriority, ticketStatus } from './tickets.js';

const tag = 'Workspace';
const staff = { tag, access: 'staff' } as const;

/** The parameters of a list, as its URL has them: `status=open&assignee=me`. */
const listParameters = z
  .string()
  .max(1_000)
  .regex(/^(?:[a-z_]+=[^&#\s]*(?:&[a-z_]+=[^&#\s]*)*)?$/);

export const BULK_MAX = 200;
export const COUNT_MAX = 1_000;

const bulkResult = z.strictObject({
  id: uuid,
  ok: z.boolean(),
  version: z.int().nullable(),
  problem: z
    .strictObject({
      code: z.string(),
      title: z.string(),
      errors: z.array(fieldError).optional(),
      allowed: z.array(z.string()).optional(),
    })
    .nullable(),
});
export const bulkAnswer = z.strictObject({
  results: z.array(bulkResult),
  undo: uuid
    .nullable()
    .meta({ description: 'give it to `bulk/undo/` within a few minutes; null: nothing changed' }),
});
export type BulkAnswer = z.infer<typeof bulkAnswer>;

/** Ids of tickets, each once. */
export const bulkTickets = (max: number) =>
  z
    .array(uuid)
    .min(1)
    .max(max)
    .transform((ids) => [...new Set(ids.map((id) => id.toLowerCase()))]);

/** What one call does to many tickets: as to one, and tags that come and go beside those each has. */
const bulkChanges = patch({
  ...changeTicket.shape,
  add_tags: z.array(line(50)).max(30),
  remove_tags: z.array(line(50)).max(30),
});
export type BulkChanges = z.infer<typeof bulkChanges>;

export const bulkEndpoints = {
  change: defineEndpoint({
    ...staff,
    id: 'bulk.change',
    summary: 'Change many tickets in one call; what is refused is told ticket by ticket',
    method: 'POST',
    path: 'bulk/',
    scopes: ['tickets:write'],
    body: z.strictObject({ tickets: bulkTickets(BULK_MAX), changes: bulkChanges }),
    status: 200,
    response: bulkAnswer,
  }),
  undo: defineEndpoint({
    ...staff,
    id: 'bulk.undo',
    summary: 'Take a bulk change back, where nobody has written to the ticket since',
    method: 'POST',
    path: 'bulk/undo/',
    scopes: ['tickets:write'],
    body: z.strictObject({ undo: uuid }),
    status: 200,
    response: bulkAnswer,
    problems: ['not_found'],
  }),
};

export const savedView = z
  .strictObject({
    id: uuid,
    name: z.string(),
    query: z.string(),
    scope: z.enum(['own', 'department', 'tenant']),
    department: departmentId.nullable(),
    mine: z.boolean().meta({ description: 'the caller may change and delete it' }),
  })
  .meta({ id: 'SavedView' });
export type SavedView = z.infer<typeof savedView>;

const viewParams = z.strictObject({ id: uuid });
const viewFields = {
  name: line(80),
  query: listParameters,
  scope: z.enum(['own', 'department', 'tenant']),
  department: departmentId.nullable(),
};

export const viewEndpoints = {
  list: defineEndpoint({
    ...staff,
    id: 'views.list',
    summary: 'Saved views: your own, those of your departments, those of the tenant',
    method: 'GET',
    path: 'views/',
    scopes: ['tickets:read'],
    status: 200,
    response: z.array(savedView),
  }),
  create: defineEndpoint({
    ...staff,
    id: 'views.create',
    summary: 'Save a view',
    method: 'POST',
    path: 'views/',
    scopes: ['tickets:write'],
    body: z.strictObject({
      ...viewFields,
      scope: viewFields.scope.default('own'),
      department: viewFields.department.default(null),
    }),
    status: 201,
    response: savedView,
    problems: ['forbidden', 'conflict'],
  }),
  change: defineEndpoint({
    ...staff,
    id: 'views.change',
    summary: 'Change a view',
    method: 'PATCH',
    path: 'views/:id/',
    scopes: ['tickets:write'],
    params: viewParams,
    body: patch(viewFields),
    status: 200,
    response: savedView,
    problems: ['not_found', 'forbidden', 'conflict'],
  }),
  remove: defineEndpoint({
    ...staff,
    id: 'views.remove',
    summary: 'Delete a view',
    method: 'DELETE',
    path: 'views/:id/',
    scopes: ['tickets:write'],
    params: viewParams,
    status: 204,
    problems: ['not_found', 'forbidden'],
  }),
  counts: defineEndpoint({
    ...staff,
    id: 'views.counts',
    summary: `How many tickets each list holds, counted up to ${COUNT_MAX}`,
    method: 'POST',
    path: 'views/counts/',
    scopes: ['tickets:read'],
    body: z.strictObject({ queries: z.array(listParameters).min(1).max(40) }),
    status: 200,
    response: z.strictObject({
      counts: z.array(z.strictObject({ count: z.int(), more: z.boolean() })),
    }),
  }),
};

export const draft = z
  .strictObject({
    body: z.string(),
    body_html: z.string().nullable(),
    message_type: messageType,
    updated_at: timestamp,
  })
  .meta({ id: 'Draft' });
export type Draft = z.infer<typeof draft>;

const draftType = messageType.exclude(['system']);

/** What is written to the customer and what is written to the team are never one text. */
export const drafts = z
  .strictObject({ reply: draft.nullable(), note: draft.nullable() })
  .meta({ id: 'Drafts' });
export type Drafts = z.infer<typeof drafts>;

/** Drafts belong to one user and one ticket, or to the form of a new one. */
const draftParams = z.strictObject({ key: z.union([uuid, z.literal('new')]) });
const draftRoute = { tag, access: 'ticketing', params: draftParams } as const;

export const draftEndpoints = {
  get: defineEndpoint({
    ...draftRoute,
    id: 'drafts.get',
    summary: 'What you had begun to write: to the customer, and as a note',
    method: 'GET',
    path: 'drafts/:key/',
    scopes: ['tickets:read'],
    status: 200,
    response: drafts,
  }),
  save: defineEndpoint({
    ...draftRoute,
    id: 'drafts.save',
    summary: 'Keep what you have written so far',
    method: 'POST',
    path: 'drafts/:key/',
    scopes: ['tickets:write'],
    body: z.strictObject({
      body: z.string().max(BODY_MAX),
      body_html: z.string().max(BODY_HTML_MAX).nullable().default(null),
      message_type: draftType.default('reply'),
    }),
    status: 200,
    response: draft,
    problems: ['not_found'],
  }),
  discard: defineEndpoint({
    ...draftRoute,
    id: 'drafts.discard',
    summary: 'Forget it',
    method: 'DELETE',
    path: 'drafts/:key/',
    scopes: ['tickets:write'],
    query: z.strictObject({ message_type: draftType.optional().meta({ description: 'absent: both' }) }),
    status: 204,
  }),
};

export const cannedReply = z
  .strictObject({
    id: uuid,
    title: z.string(),
    shortcut: z.string().nullable(),
    body: z.string(),
    department: departmentId.nullable().meta({ description: 'null: for all departments' }),
    changes: z
      .strictObject({ status: ticketStatus, priority: ticketPriority, tags: z.array(z.string()) })
      .partial()
      .meta({ description: 'what else happens when it is used' }),
  })
  .meta({ id: 'CannedReply' });
export type CannedReply = z.infer<typeof cannedReply>;

const cannedFields = {
  title: line(100),
  shortcut: z
    .string()
    .regex(/^[\p{L}\p{N}_-]{1,30}$/u, 'invalid_name')
    .nullable(),
  body: prose(20_000),
  department: departmentId.nullable(),
  changes: z
    .strictObject({ status: ticketStatus, priority: ticketPriority, tags: z.array(line(50)).max(30) })
    .partial(),
};
const cannedResource = adminResource({
  name: 'canned-replies',
  tag,
  label: 'canned replies',
  item: cannedReply,
  id: uuid,
  list: z.strictObject({ ...pageQuery, search: z.string().trim().min(1).max(200).optional() }),
  create: z.strictObject({
    ...cannedFields,
    shortcut: cannedFields.shortcut.default(null),
    department: cannedFields.department.default(null),
    changes: cannedFields.changes.default({}),
  }),
  change: patch(cannedFields),
});
export const cannedReplyEndpoints = {
  ...cannedResource,
  list: { ...cannedResource.list, access: 'staff' as const, scopes: ['tickets:read', 'admin'] as const },
};

export const notification = z
  .strictObject({
    id: uuid,
    kind: z.enum([
      'assigned',
      'customer_reply',
      'sla_warning',
      'sla_breach',
      'mention',
      'mailbox_failing',
      'mailbox_recovered',
      'mailbox_ending',
      'mail_held',
      'webhook_off',
    ]),
    ticket: z
      .strictObject({ id: uuid, number: z.string(), subject: z.string() })
      .nullable()
      .meta({ description: 'null: it is about no ticket, such as a mailbox' }),
    data: z.record(z.string(), z.unknown()),
    created_at: timestamp,
    read_at: timestamp.nullable(),
  })
  .meta({ id: 'Notification' });
export type Notification = z.infer<typeof notification>;

export const notificationEndpoints = {
  list: defineEndpoint({
    ...staff,
    id: 'notifications.list',
    summary: 'What happened that concerns you, newest first',
    method: 'GET',
    path: 'notifications/',
    scopes: ['tickets:read'],
    query: z.strictObject({ ...pageQuery, unread: z.literal('true').optional() }),
    status: 200,
    response: page(notification).extend({ unread: z.int().meta({ description: 'counted up to 100' }) }),
  }),
  read: defineEndpoint({
    ...staff,
    id: 'notifications.read',
    summary: 'Mark notifications as read; without ids, all of them',
    method: 'POST',
    path: 'notifications/read/',
    scopes: ['tickets:write'],
    body: z.strictObject({ ids: z.array(uuid).max(200).optional() }),
    status: 204,
  }),
};
