import { z } from 'zod';
import { defineEndpoint } from './endpoint.js';
import { type ProblemCode, PROBLEMS } from './problem.js';

const open = { tag: 'System', method: 'GET', access: 'public', scopes: [], status: 200 } as const;
const ok = z.literal('ok');

/** What watches over the application and describes it; open to everyone. */
export const systemEndpoints = {
  alive: defineEndpoint({
    ...open,
    id: 'health.alive',
    summary: 'The process answers',
    path: 'health/',
    response: z.strictObject({ status: ok }).meta({ id: 'Health' }),
  }),
  ready: defineEndpoint({
    ...open,
    id: 'health.ready',
    summary: 'Database and queues can be reached; else 503',
    path: 'health/ready/',
    response: z.strictObject({ status: ok, database: ok, queues: ok }).meta({ id: 'Readiness' }),
    problems: ['unavailable'],
  }),
  openapi: defineEndpoint({
    ...open,
    id: 'docs.openapi',
    summary: 'This API as an OpenAPI 3.1 document',
    path: 'openapi.json',
    response: z.looseObject({ openapi: z.string(), paths: z.looseObject({}) }),
  }),
  docs: defineEndpoint({
    ...open,
    id: 'docs.page',
    summary: 'This API as a page to read',
    path: 'docs/',
    produces: 'text/html',
  }),
  problem: defineEndpoint({
    ...open,
    id: 'docs.problem',
    summary: 'What a problem means: the page that its `type` names',
    path: 'problems/:code/',
    params: z.strictObject({ code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]) }),
    produces: 'text/html',
    problems: ['not_found'],
  }),
};
