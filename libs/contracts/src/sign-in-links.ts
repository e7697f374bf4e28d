import { z } from 'zod';
import { sessionFlag, tokenPair } from './auth.js';
import { emailAddress, slug } from './common.js';
import { defineEndpoint } from './endpoint.js';

const route = { tag: 'Identity', method: 'POST', access: 'public', scopes: [] } as const;

export const signInLinkEndpoints = {
  ask: defineEndpoint({
    ...route,
    id: 'auth.sign-in-link',
    summary:
      'Ask for a link by mail that signs a customer in; the answer tells nobody whether there is an account',
    path: 'auth/sign-in-link/',
    body: z.strictObject({ email: emailAddress, tenant: slug.optional() }),
    status: 202,
    response: z.strictObject({ queued: z.literal(true) }),
  }),
  use: defineEndpoint({
    ...route,
    id: 'auth.sign-in-link.use',
    summary: 'Sign in by the link of a mail; it is good once',
    path: 'auth/sign-in-link/use/',
    body: z.strictObject({ token: z.string().min(1).max(200), session: sessionFlag }),
    status: 200,
    response: tokenPair,
    problems: ['invalid_credentials', 'second_factor_required'],
  }),
};
