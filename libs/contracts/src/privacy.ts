import { z } from 'zod';
import { departmentId, page, pageQuery, timestamp, uuid, wholeNumber } from './common.js';
import { defineEndpoint } from './endpoint.js';
import { departmentRef, person } from './tickets.js';

const admin = { tag: 'Privacy', access: 'admin', scopes: ['admin'] } as const;
const byId = z.strictObject({ id: uuid });

export const dataExport = z
  .strictObject({
    id: uuid,
    subject: person.nullable().meta({ description: 'the person it is about; null: the whole tenant' }),
    state: z.enum(['queued', 'ready', 'failed']),
    size: z.int().nullable(),
    created_at: timestamp,
    expires_at: timestamp.nullable().meta({ description: 'until when it can be fetched' }),
  })
  .meta({ id: 'DataExport' });
export type DataExport = z.infer<typeof dataExport>;

export const ticketFate = z
  .enum(['anonymise', 'delete'])
  .meta({ description: 'anonymise: times, states and counts stay; words, names and files go' });
export type TicketFate = z.infer<typeof ticketFate>;

export const erasureReport = z
  .strictObject({
    removed: z.record(z.string(), z.int()).meta({ description: 'how much of what is gone' }),
    kept: z.array(z.strictObject({ what: z.string(), count: z.int(), why: z.string() })),
  })
  .meta({ id: 'ErasureReport' });
export type ErasureReport = z.infer<typeof erasureReport>;

export const erasure = z
  .strictObject({
    id: uuid,
    user: uuid,
    tickets: ticketFate,
    state: z.enum(['queued', 'done', 'failed']),
    report: erasureReport.nullable(),
    created_at: timestamp,
    done_at: timestamp.nullable(),
  })
  .meta({ id: 'Erasure' });
export type Erasure = z.infer<typeof erasure>;

export const retentionRule = z
  .strictObject({
    department: departmentRef,
    after_days: z.int().nullable().meta({ description: 'days after closing; null: kept for ever' }),
    action: ticketFate,
    due: z.int().meta({ description: 'tickets that the rule would take now' }),
    last_run_at: timestamp.nullable(),
    last_count: z.int().nullable(),
  })
  .meta({ id: 'RetentionRule' });
export type RetentionRule = z.infer<typeof retentionRule>;

const days = z.int().min(1).max(36_500);
const departmentParams = z.strictObject({ department: wholeNumber(departmentId) });

/** What is known of people: given to them, erased, and not kept longer than a department says. */
export const privacyEndpoints = {
  exports: defineEndpoint({
    ...admin,
    id: 'privacy.exports.list',
    summary: 'Archives of what is known, newest first',
    method: 'GET',
    path: 'privacy/exports/',
    query: z.strictObject(pageQuery),
    status: 200,
    response: page(dataExport),
  }),
  export: defineEndpoint({
    ...admin,
    id: 'privacy.exports.create',
    summary: 'Make an archive of everything about a person, or about the tenant',
    method: 'POST',
    path: 'privacy/exports/',
    body: z.strictObject({ user: uuid.optional() }),
    status: 202,
    response: dataExport,
  }),
  download: defineEndpoint({
    ...admin,
    id: 'privacy.exports.download',
    summary: 'The archive: JSON lines and files (tar, gzip)',
    method: 'GET',
    path: 'privacy/exports/:id/download/',
    params: byId,
    status: 200,
    produces: 'application/gzip',
    problems: ['not_found', 'conflict'],
  }),
  discard: defineEndpoint({
    ...admin,
    id: 'privacy.exports.remove',
    summary: 'Delete an archive before its time',
    method: 'DELETE',
    path: 'privacy/exports/:id/',
    params: byId,
    status: 204,
    problems: ['not_found'],
  }),
  erasures: defineEndpoint({
    ...admin,
    id: 'privacy.erasures.list',
    summary: 'Erasures of people with their reports, newest first',
    method: 'GET',
    path: 'privacy/erasures/',
    query: z.strictObject(pageQuery),
    status: 200,
    response: page(erasure),
  }),
  erase: defineEndpoint({
    ...admin,
    id: 'privacy.erasures.create',
    summary: 'Erase what is known of a person; it cannot be taken back',
    method: 'POST',
    path: 'privacy/erasures/',
    body: z.strictObject({
      user: uuid,
      email: z.string().max(254).meta({ description: 'their address, so that nobody is erased by mistake' }),
      tickets: ticketFate.default('anonymise'),
    }),
    status: 202,
    response: erasure,
    problems: ['conflict'],
  }),
  retention: defineEndpoint({
    ...admin,
    id: 'privacy.retention.list',
    summary: 'How long closed tickets are kept, by department',
    method: 'GET',
    path: 'privacy/retention/',
    status: 200,
    response: z.array(retentionRule),
  }),
  setRetention: defineEndpoint({
    ...admin,
    id: 'privacy.retention.change',
    summary: 'Change how long closed tickets of a department are kept',
    method: 'PATCH',
    path: 'privacy/retention/:department/',
    params: departmentParams,
    body: z.strictObject({ after_days: days.nullable(), action: ticketFate.default('anonymise') }),
    status: 200,
    response: retentionRule,
    problems: ['not_found'],
  }),
  previewRetention: defineEndpoint({
    ...admin,
    id: 'privacy.retention.preview',
    summary: 'How many tickets a rule would take now; changes nothing',
    method: 'POST',
    path: 'privacy/retention/:department/preview/',
    params: departmentParams,
    body: z.strictObject({ after_days: days, action: ticketFate.default('anonymise') }),
    status: 200,
    response: z.strictObject({ due: z.int() }),
    problems: ['not_found'],
  }),
};
