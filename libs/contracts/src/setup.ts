import { z } from 'zod';
import { emailAddress, line, locale, newPassword, personName, slug, uuid } from './common.js';
import { defineEndpoint } from './endpoint.js';

const base = { tag: 'Setup', access: 'public', scopes: [] } as const;

/** The first start of an installation that is not a demo: one code of the console opens it, once. */
export const setupEndpoints = {
  state: defineEndpoint({
    ...base,
    id: 'setup.state',
    summary: 'Whether this installation has no tenant yet',
    method: 'GET',
    path: 'setup/',
    status: 200,
    response: z.strictObject({ needed: z.boolean() }),
  }),
  begin: defineEndpoint({
    ...base,
    id: 'setup.begin',
    summary: 'Make the first tenant with its admin and a department',
    method: 'POST',
    path: 'setup/',
    body: z.strictObject({
      code: z.string().trim().min(1).max(50).meta({ description: 'as the console printed it' }),
      tenant: z.strictObject({ name: line(200), slug: slug.optional() }),
      admin: z.strictObject({ email: emailAddress, name: personName, password: newPassword }),
      department: z.strictObject({ name: line(100) }),
      locale: locale.default('es'),
    }),
    status: 201,
    response: z.strictObject({
      tenant: z.strictObject({ slug: z.string(), name: z.string() }),
      department: z.strictObject({ id: z.int(), name: z.string() }),
    }),
    problems: ['conflict', 'rate_limited'],
  }),
  testMail: defineEndpoint({
    id: 'mail-accounts.test-mail',
    tag: 'Mail',
    summary: 'Send a mail through the account to whoever asks for it',
    method: 'POST',
    path: 'mail-accounts/:id/test-mail/',
    access: 'admin',
    scopes: ['admin'],
    params: z.strictObject({ id: uuid }),
    status: 202,
    response: z.strictObject({ id: uuid, to: z.string() }).meta({ description: 'its id in the outbox' }),
    problems: ['not_found'],
  }),
};
