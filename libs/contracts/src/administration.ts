import { z } from 'zod';
import { userRole } from './auth.js';
import { adminResource, defineEndpoint } from './endpoint.js';
import {
  departmentId,
  emailAddress,
  line,
  locale,
  newPassword,
  page,
  pageQuery,
  patch,
  personName,
  slug,
  timestamp,
  uuid,
  wholeNumber,
} from './common.js';
import { departmentRef, person } from './tickets.js';

const listQuery = z.strictObject({ ...pageQuery, search: z.string().trim().min(1).max(200).optional() });
const memberIds = z
  .array(departmentId)
  .max(1_000)
  .transform((ids) => [...new Set(ids)]);
const userIds = z
  .array(uuid)
  .max(5_000)
  .transform((ids) => [...new Set(ids)]);

export const user = z
  .strictObject({
    id: uuid,
    email: z.string(),
    name: z.string(),
    role: userRole,
    departments: z.array(departmentId),
    organization: z.strictObject({ id: uuid, name: z.string() }).nullable(),
    can_access_ticketing: z.boolean(),
    locale,
    active: z.boolean(),
    created_at: timestamp,
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof user>;

const createUser = z.strictObject({
  email: emailAddress,
  name: personName,
  role: userRole,
  password: newPassword.optional(),
  departments: memberIds.default([]),
  organization: uuid.nullable().optional(),
  can_access_ticketing: z.boolean().default(true),
  locale: locale.optional(),
});
export type CreateUser = z.infer<typeof createUser>;
const changeUser = patch({
  email: emailAddress,
  name: personName,
  role: userRole,
  password: newPassword,
  departments: memberIds,
  organization: uuid.nullable(),
  can_access_ticketing: z.boolean(),
  locale,
  active: z.boolean(),
});
export type ChangeUser = z.infer<typeof changeUser>;

export const userEndpoints = {
  ...adminResource({
    name: 'users',
    tag: 'Administration',
    label: 'users',
    item: user,
    create: createUser,
    change: changeUser,
    id: uuid,
    list: listQuery.extend({ role: userRole.optional() }),
  }),
  invite: defineEndpoint({
    id: 'users.invite',
    tag: 'Administration',
    summary: 'Mail a user a link by which they choose a password; it is good once, for a week',
    method: 'POST',
    path: 'users/:id/invite/',
    access: 'admin',
    scopes: ['admin'],
    params: z.strictObject({ id: uuid }),
    status: 202,
    response: z.strictObject({ queued: z.literal(true) }),
    problems: ['not_found', 'conflict'],
  }),
};

export const plan = z.strictObject({ id: uuid, name: z.string() }).meta({ id: 'Plan' });
export const planEndpoints = adminResource({
  name: 'plans',
  tag: 'Administration',
  label: 'plans',
  item: plan,
  id: uuid,
  list: listQuery,
  create: z.strictObject({ name: line(100) }),
  change: patch({ name: line(100) }),
});

export const organization = z
  .strictObject({
    id: uuid,
    name: z.string(),
    plan: plan.nullable(),
    shared_tickets: z.boolean().meta({ description: 'its customers see each other’s tickets' }),
  })
  .meta({ id: 'Organization' });
export type Organization = z.infer<typeof organization>;
export const organizationEndpoints = adminResource({
  name: 'organizations',
  tag: 'Administration',
  label: 'organisations',
  item: organization,
  id: uuid,
  list: listQuery,
  create: z.strictObject({
    name: line(200),
    plan: uuid.nullable().optional(),
    shared_tickets: z.boolean().default(false),
  }),
  change: patch({ name: line(200), plan: uuid.nullable(), shared_tickets: z.boolean() }),
});

export const department = departmentRef.extend({ members: z.array(person) }).meta({ id: 'Department' });
const departmentParams = z.strictObject({ id: wholeNumber(departmentId) });
const departmentBase = { tag: 'Departments', access: 'admin', scopes: ['admin'] } as const;

export const departmentEndpoints = {
  list: defineEndpoint({
    ...departmentBase,
    access: 'ticketing',
    scopes: ['tickets:read', 'tickets:write', 'admin'],
    id: 'departments.list',
    summary: 'The departments',
    method: 'GET',
    path: 'departments/',
    status: 200,
    response: z.array(departmentRef),
  }),
  get: defineEndpoint({
    ...departmentBase,
    id: 'departments.get',
    summary: 'A department with its members',
    method: 'GET',
    path: 'departments/:id/',
    params: departmentParams,
    status: 200,
    response: department,
    problems: ['not_found'],
  }),
  create: defineEndpoint({
    ...departmentBase,
    id: 'departments.create',
    summary: 'Add a department',
    method: 'POST',
    path: 'departments/',
    body: z.strictObject({ name: line(100), slug: slug.optional(), members: userIds.optional() }),
    status: 201,
    response: department,
    problems: ['conflict'],
  }),
  change: defineEndpoint({
    ...departmentBase,
    id: 'departments.change',
    summary: 'Change a department',
    method: 'PATCH',
    path: 'departments/:id/',
    params: departmentParams,
    body: patch({ name: line(100), slug, members: userIds }),
    status: 200,
    response: department,
    problems: ['not_found', 'conflict'],
  }),
  remove: defineEndpoint({
    ...departmentBase,
    id: 'departments.remove',
    summary: 'Delete a department without tickets',
    method: 'DELETE',
    path: 'departments/:id/',
    params: departmentParams,
    status: 204,
    problems: ['not_found', 'in_use'],
  }),
  assignees: defineEndpoint({
    tag: 'Departments',
    access: 'staff',
    scopes: ['tickets:read', 'tickets:write', 'admin'],
    id: 'assignees.list',
    summary: 'Agents who may be assigned a ticket, with their departments',
    method: 'GET',
    path: 'assignees/',
    status: 200,
    response: z.array(person.extend({ departments: z.array(departmentId) })),
  }),
};

export const settings = z
  .strictObject({
    reopen_days: z.int(),
    auto_close_days: z.int(),
    attachment_types: z.array(z.string()),
    attachment_max_bytes: z.int(),
    attachment_max_files: z.int(),
    mail_flood_limit: z.int(),
    strip_picture_metadata: z
      .boolean()
      .meta({ description: 'pictures that come in lose place, time, camera and texts' }),
  })
  .meta({ id: 'Settings' });
export type Settings = z.infer<typeof settings>;

export const settingsEndpoints = {
  get: defineEndpoint({
    id: 'settings.get',
    tag: 'Administration',
    summary: 'The settings of the tenant',
    method: 'GET',
    path: 'settings/',
    access: 'admin',
    scopes: ['admin'],
    status: 200,
    response: settings,
  }),
  change: defineEndpoint({
    id: 'settings.change',
    tag: 'Administration',
    summary: 'Change settings of the tenant',
    method: 'PATCH',
    path: 'settings/',
    access: 'admin',
    scopes: ['admin'],
    status: 200,
    response: settings,
    body: patch({
      reopen_days: z.int().min(0).max(3_650),
      auto_close_days: z.int().min(1).max(3_650),
      attachment_types: z
        .array(
          z
            .string()
            .toLowerCase()
            .regex(/^[a-z0-9]{1,10}(?:\.[a-z0-9]{1,10})?$/, 'invalid_extension'),
        )
        .max(100)
        .transform((types) => [...new Set(types)]),
      attachment_max_bytes: z.int().min(1).max(1_073_741_824),
      attachment_max_files: z.int().min(0).max(100),
      mail_flood_limit: z.int().min(1).max(100_000),
      strip_picture_metadata: z.boolean(),
    }),
  }),
};

const tenantSummary = z
  .strictObject({
    id: z.int(),
    slug: z.string(),
    name: z.string(),
    hosts: z.array(z.string()),
    created_at: timestamp,
  })
  .meta({ id: 'Tenant' });
export type TenantSummary = z.infer<typeof tenantSummary>;
const hostName = z
  .string()
  .toLowerCase()
  .max(253)
  .regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/, 'invalid_host');

export const createTenant = z.strictObject({
  slug,
  name: line(200),
  hosts: z.array(hostName).max(20).default([]),
  admin: z.strictObject({ email: emailAddress, name: personName, password: newPassword }),
});
export type CreateTenant = z.infer<typeof createTenant>;

export const operatorEndpoints = {
  list: defineEndpoint({
    id: 'operator.tenants.list',
    tag: 'Operator',
    summary: 'The tenants',
    method: 'GET',
    path: 'operator/tenants/',
    access: 'operator',
    scopes: [],
    query: z.strictObject(pageQuery),
    status: 200,
    response: page(tenantSummary),
  }),
  create: defineEndpoint({
    id: 'operator.tenants.create',
    tag: 'Operator',
    summary: 'Add a tenant with its first admin',
    method: 'POST',
    path: 'operator/tenants/',
    access: 'operator',
    scopes: [],
    body: createTenant,
    status: 201,
    response: tenantSummary,
    problems: ['conflict'],
  }),
};
