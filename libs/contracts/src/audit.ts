import { z } from 'zod';
import { defineEndpoint } from './endpoint.js';
import { line, moment, page, pageQuery, timestamp, uuid } from './common.js';

export const auditEntry = z
  .strictObject({
    id: z.int().meta({ description: 'its place in the chain of the tenant, from 1 without gaps' }),
    at: timestamp,
    actor: z.strictObject({ id: uuid.nullable(), email: z.string() }),
    action: z
      .string()
      .meta({ description: 'the id of a route, or what happened: sign-in, sign-in.failed, …' }),
    target: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
    hash: z
      .string()
      .meta({ description: 'SHA-256 of this entry, as it was written, and the hash before it' }),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof auditEntry>;

export const auditVerification = z
  .strictObject({
    entries: z.int(),
    broken_at: z.int().nullable().meta({ description: 'the first entry that was changed or is missing' }),
    redacted: z.int().meta({
      description: 'entries that lost the words of people who were erased; the chain has that it was done',
    }),
  })
  .meta({ id: 'AuditVerification' });
export type AuditVerification = z.infer<typeof auditVerification>;

const filters = {
  action: line(100)
    .optional()
    .meta({ description: 'an action, or the beginning of some that ends in a dot' }),
  actor: uuid.optional(),
  after: moment.optional(),
  before: moment.optional(),
};
const auditFilter = z.strictObject(filters);
export type AuditFilter = z.infer<typeof auditFilter>;

const admin = { tag: 'Audit', method: 'GET', access: 'admin', scopes: ['admin'], status: 200 } as const;

/** What was done with accounts, permissions and settings; entries are only ever added. */
export const auditEndpoints = {
  list: defineEndpoint({
    ...admin,
    id: 'audit.list',
    summary: 'Sign-ins and changes of administration, newest first',
    path: 'audit/',
    query: z.strictObject({ ...pageQuery, ...filters }),
    response: page(auditEntry),
  }),
  export: defineEndpoint({
    ...admin,
    id: 'audit.export',
    summary: 'The same as a table (RFC 4180), oldest first',
    path: 'audit/export/',
    query: auditFilter,
    produces: 'text/csv',
    audited: true,
  }),
  verify: defineEndpoint({
    ...admin,
    id: 'audit.verify',
    summary: 'Compute the chain anew',
    path: 'audit/verify/',
    response: auditVerification,
  }),
};
