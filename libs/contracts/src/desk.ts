import { z } from 'zod';
import { adminResource, defineEndpoint } from './endpoint.js';
import { departmentId, line, pageQuery, patch, prose, timestamp, uuid } from './common.js';
import { reply, ticketEndpoints } from './ticket-requests.js';
import { BODY_MAX, person, SUBJECT_MAX, ticket, ticketPriority, ticketStatus } from './tickets.js';
import { BULK_MAX, bulkAnswer, bulkTickets } from './workspace.js';

const tag = 'Workspace';
const staff = { tag, access: 'staff', scopes: ['tickets:write'] } as const;
const params = z.strictObject({ id: uuid });
const tagName = line(50);

/** A ticket as people name it: its number or its id. */
const ticketRef = z.union([
  uuid,
  z
    .string()
    .trim()
    .regex(/^(?:TK-)?\d{1,10}$/i, 'invalid_number'),
]);

/** What a macro does to a ticket besides writing to it. */
const macroChanges = z
  .strictObject({
    status: ticketStatus.exclude(['new']),
    priority: ticketPriority,
    department: departmentId,
    assignee: z.union([uuid, z.literal('me')]).nullable(),
    add_tags: z.array(tagName).max(30),
    remove_tags: z.array(tagName).max(30),
  })
  .partial();
const macroMessage = z.strictObject({ message_type: z.enum(['reply', 'note']), body: prose(20_000) });

export const macro = z
  .strictObject({
    id: uuid,
    name: z.string(),
    department: departmentId.nullable().meta({ description: 'null: for all departments' }),
    changes: macroChanges,
    message: macroMessage
      .nullable()
      .meta({ description: 'what it writes; {{variables}} as in canned replies' }),
  })
  .meta({ id: 'Macro' });
export type Macro = z.infer<typeof macro>;

const macroFields = {
  name: line(100),
  department: departmentId.nullable(),
  changes: macroChanges,
  message: macroMessage.nullable(),
};
const macroResource = adminResource({
  name: 'macros',
  tag,
  label: 'macros',
  item: macro,
  id: uuid,
  list: z.strictObject({ ...pageQuery, search: z.string().trim().min(1).max(200).optional() }),
  create: z.strictObject({
    ...macroFields,
    department: macroFields.department.default(null),
    changes: macroFields.changes.default({}),
    message: macroFields.message.default(null),
  }),
  change: patch(macroFields),
});

export const macroEndpoints = {
  ...macroResource,
  list: { ...macroResource.list, access: 'staff' as const, scopes: ['tickets:read', 'admin'] as const },
  apply: defineEndpoint({
    ...staff,
    id: 'macros.apply',
    summary: 'Do to tickets what a macro says; what is refused is told ticket by ticket',
    method: 'POST',
    path: 'macros/:id/apply/',
    params,
    body: z.strictObject({ tickets: bulkTickets(BULK_MAX) }),
    status: 200,
    response: bulkAnswer,
    problems: ['not_found'],
  }),
};

export const tagCount = z.strictObject({ name: z.string(), tickets: z.int() }).meta({ id: 'TagCount' });
export type TagCount = z.infer<typeof tagCount>;

/** Somebody who asks, as agents know them. */
export const contact = person
  .extend({
    organization: z
      .strictObject({
        id: uuid,
        name: z.string(),
        plan: z.strictObject({ id: uuid, name: z.string() }).nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'Contact' });
export type Contact = z.infer<typeof contact>;

export const contactEndpoints = {
  list: defineEndpoint({
    tag,
    access: 'staff',
    scopes: ['tickets:read', 'tickets:write', 'admin'],
    id: 'contacts.list',
    summary: 'People to write to, at most eight: an agent finds those who have asked where they may read',
    method: 'GET',
    path: 'contacts/',
    query: z.strictObject({
      search: z
        .string()
        .trim()
        .min(1)
        .max(200)
        .optional()
        .meta({ description: 'part of the name or address; accents and case do not count' }),
      id: uuid.optional().meta({ description: 'this person alone' }),
    }),
    status: 200,
    response: z.array(contact),
  }),
};

export const tagEndpoints = {
  list: defineEndpoint({
    tag,
    access: 'staff',
    scopes: ['tickets:read'],
    id: 'tags.list',
    summary: 'The tags in use on tickets that you see, and on how many',
    method: 'GET',
    path: 'tags/',
    query: z.strictObject({ search: z.string().trim().min(1).max(50).optional() }),
    status: 200,
    response: z.array(tagCount),
  }),
  change: defineEndpoint({
    tag,
    access: 'admin',
    scopes: ['admin'],
    id: 'tags.change',
    summary: 'Rename a tag everywhere; into one that exists, the two become one',
    method: 'POST',
    path: 'tags/rename/',
    body: z.strictObject({ from: tagName, to: tagName }),
    status: 200,
    response: z.strictObject({ tickets: z.int() }),
    problems: ['not_found'],
  }),
  remove: defineEndpoint({
    tag,
    access: 'admin',
    scopes: ['admin'],
    id: 'tags.remove',
    summary: 'Take a tag off every ticket',
    method: 'POST',
    path: 'tags/remove/',
    body: z.strictObject({ name: tagName }),
    status: 200,
    response: z.strictObject({ tickets: z.int() }),
    problems: ['not_found'],
  }),
};

const onTicket = { ...staff, tag: 'Tickets', params } as const;

export const linkEndpoints = {
  add: defineEndpoint({
    ...onTicket,
    id: 'links.add',
    summary: 'Relate two tickets',
    method: 'POST',
    path: 'tickets/:id/links/',
    body: z.strictObject({ ticket: ticketRef }),
    status: 200,
    response: ticket,
    problems: ['not_found'],
  }),
  remove: defineEndpoint({
    ...onTicket,
    id: 'links.remove',
    summary: 'Relate them no longer',
    method: 'DELETE',
    path: 'tickets/:id/links/:other/',
    params: z.strictObject({ id: uuid, other: uuid }),
    status: 200,
    response: ticket,
    problems: ['not_found'],
  }),
  merge: defineEndpoint({
    ...onTicket,
    id: 'tickets.merge',
    summary: 'Close a ticket and go on in another of the same requester, whose thread shows both',
    method: 'POST',
    path: 'tickets/:id/merge/',
    body: z.strictObject({ into: ticketRef }),
    status: 200,
    response: ticket,
    problems: ['not_found', 'conflict'],
  }),
  unmerge: defineEndpoint({
    ...onTicket,
    id: 'tickets.unmerge',
    summary: 'Take a merge back, within a week',
    method: 'POST',
    path: 'tickets/:id/unmerge/',
    status: 200,
    response: ticket,
    problems: ['not_found', 'conflict'],
  }),
  split: defineEndpoint({
    ...onTicket,
    id: 'messages.split',
    summary: 'Make a ticket of its own of a message; the two are related',
    method: 'POST',
    path: 'tickets/:id/messages/:message/split/',
    params: z.strictObject({ id: uuid, message: uuid }),
    body: z.strictObject({ subject: line(SUBJECT_MAX).optional(), department: departmentId.optional() }),
    status: 201,
    response: ticket,
    problems: ['not_found'],
  }),
};

/** How long an answer waits before it goes out, so that it can be taken back. */
export const HOLD_SECONDS = 5;

export const heldReply = z
  .strictObject({
    id: uuid.meta({ description: 'the message will have this id' }),
    ticket_id: uuid,
    send_at: timestamp,
  })
  .meta({ id: 'HeldReply' });
export type HeldReply = z.infer<typeof heldReply>;

export const heldReplyEndpoints = {
  hold: defineEndpoint({
    ...onTicket,
    id: 'held-replies.hold',
    summary: `Answer in ${HOLD_SECONDS} seconds, unless it is taken back: what was accepted goes out by itself`,
    method: 'POST',
    path: 'tickets/:id/held-replies/',
    body: reply.omit({ confirm_solution: true }).extend({ body: prose(BODY_MAX) }),
    status: 202,
    response: heldReply,
    ifMatch: true,
    idempotent: true,
    multipart: ticketEndpoints.reply.multipart,
    problems: ticketEndpoints.reply.problems,
  }),
  takeBack: defineEndpoint({
    ...staff,
    id: 'held-replies.take-back',
    summary: 'Take an answer back before it goes out',
    method: 'DELETE',
    path: 'held-replies/:id/',
    params,
    status: 204,
    problems: ['not_found'],
  }),
};
