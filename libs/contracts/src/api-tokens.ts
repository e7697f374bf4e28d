import { z } from 'zod';
import { line, page, pageQuery, patch, timestamp, uuid } from './common.js';
import { apiScope, defineEndpoint } from './endpoint.js';

const apiToken = z
  .strictObject({
    id: uuid,
    name: z.string(),
    scopes: z.array(apiScope),
    created_at: timestamp,
    expires_at: timestamp.nullable(),
    last_used_at: timestamp.nullable(),
  })
  .meta({ id: 'ApiToken' });
export type ApiToken = z.infer<typeof apiToken>;

const own = { tag: 'Identity', access: 'ticketing', scopes: ['admin'] } as const;
const params = z.strictObject({ id: uuid });

export const apiTokenEndpoints = {
  list: defineEndpoint({
    ...own,
    id: 'api-tokens.list',
    summary: 'Your API tokens',
    method: 'GET',
    path: 'api-tokens/',
    query: z.strictObject(pageQuery),
    status: 200,
    response: page(apiToken),
  }),
  get: defineEndpoint({
    ...own,
    id: 'api-tokens.get',
    summary: 'One of your API tokens',
    method: 'GET',
    path: 'api-tokens/:id/',
    params,
    status: 200,
    response: apiToken,
    problems: ['not_found'],
  }),
  create: defineEndpoint({
    ...own,
    id: 'api-tokens.create',
    summary: 'Make an API token; it is shown once',
    method: 'POST',
    path: 'api-tokens/',
    status: 201,
    response: apiToken.extend({ token: z.string() }),
    body: z.strictObject({
      name: line(100),
      scopes: z
        .array(apiScope)
        .min(1)
        .max(3)
        .transform((scopes) => [...new Set(scopes)]),
      expires_at: z.iso.datetime({ offset: true }).nullish(),
    }),
    problems: ['field_not_allowed'],
  }),
  change: defineEndpoint({
    ...own,
    id: 'api-tokens.change',
    summary: 'Rename an API token',
    method: 'PATCH',
    path: 'api-tokens/:id/',
    params,
    body: patch({ name: line(100) }),
    status: 200,
    response: apiToken,
    problems: ['not_found'],
  }),
  revoke: defineEndpoint({
    ...own,
    id: 'api-tokens.remove',
    summary: 'Revoke an API token, effective at once',
    method: 'DELETE',
    path: 'api-tokens/:id/',
    params,
    status: 204,
    problems: ['not_found'],
  }),
};
