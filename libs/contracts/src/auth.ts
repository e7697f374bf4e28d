import { z } from 'zod';
import { defineEndpoint } from './endpoint.js';
import {
  challengeToken,
  exactlyOne,
  recoveryCode,
  totpCode,
  webauthnCredential,
  webauthnOptions,
} from './proofs.js';
import { emailAddress, locale, newPassword, patch, personName, slug, uuid } from './common.js';

export const userRole = z.enum(['admin', 'agent', 'customer']);
export type UserRole = z.infer<typeof userRole>;

export const tokenPair = z
  .strictObject({
    access: z.string(),
    refresh: z
      .string()
      .optional()
      .meta({ description: 'absent where the refresh token went into the cookie' }),
    token_type: z.literal('Bearer'),
    expires_in: z.int().meta({ description: 'seconds until the access token ends' }),
  })
  .meta({ id: 'TokenPair' });

export const sessionFlag = z
  .boolean()
  .optional()
  .meta({ description: 'true: the refresh token is kept in an httpOnly cookie instead of the body' });

// Wrong credentials of any shape get one answer; the limits only keep hashing affordable.
const signIn = z.strictObject({
  email: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(1_000),
  tenant: slug.optional(),
  session: sessionFlag,
});

const refresh = z
  .strictObject({ refresh: z.string().min(1).max(4_000).optional(), session: sessionFlag })
  .refine((value) => value.session === true || value.refresh !== undefined, {
    path: ['refresh'],
    params: { code: 'required' },
  });

export const notificationChoices = z
  .strictObject({
    receipt: z.boolean(),
    reply: z.boolean(),
    resolved: z.boolean(),
    assigned: z.boolean(),
    customer_reply: z.boolean(),
    sla: z.boolean(),
    mention: z.boolean(),
  })
  .meta({ id: 'NotificationChoices' });
export type NotificationChoices = z.infer<typeof notificationChoices>;

/** What the second step of a sign-in is given. One of the three proofs. */
const secondFactor = z
  .strictObject({
    token: challengeToken,
    code: totpCode.optional(),
    recovery_code: recoveryCode.optional(),
    credential: webauthnCredential.optional(),
    session: sessionFlag,
  })
  .refine(exactlyOne('code', 'recovery_code', 'credential'), { params: { code: 'one_proof' } });

export const me = z
  .strictObject({
    id: uuid,
    name: z.string(),
    email: z.string(),
    role: userRole,
    permissions: z.array(z.string()),
    departments: z.array(z.int()),
    tenant: z.strictObject({ slug: z.string(), name: z.string() }),
    locale,
    notifications: notificationChoices,
    must_enrol: z
      .boolean()
      .meta({ description: 'nothing else can be done before a second factor is set up' }),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof me>;

const tag = 'Identity';

export const authEndpoints = {
  token: defineEndpoint({
    id: 'auth.token',
    tag,
    summary: 'Sign in',
    method: 'POST',
    path: 'auth/token/',
    access: 'public',
    scopes: [],
    body: signIn,
    status: 200,
    response: tokenPair,
    problems: ['invalid_credentials', 'second_factor_required', 'tenant_required', 'rate_limited'],
  }),
  secondFactor: defineEndpoint({
    id: 'auth.second-factor',
    tag,
    summary:
      'The second step of a sign-in that was answered `second_factor_required`, with the token of that answer',
    method: 'POST',
    path: 'auth/second-factor/',
    access: 'public',
    scopes: [],
    body: secondFactor,
    status: 200,
    response: tokenPair,
    problems: ['invalid_credentials', 'rate_limited'],
  }),
  secondFactorOptions: defineEndpoint({
    id: 'auth.second-factor.options',
    tag,
    summary: 'What a passkey has to sign in the second step of a sign-in',
    method: 'POST',
    path: 'auth/second-factor/options/',
    access: 'public',
    scopes: [],
    body: z.strictObject({ token: challengeToken }),
    status: 200,
    response: z.strictObject({ token: z.string(), options: webauthnOptions }),
    problems: ['invalid_credentials'],
  }),
  passkeyOptions: defineEndpoint({
    id: 'auth.passkey.options',
    tag,
    summary: 'What a passkey has to sign to sign in',
    method: 'POST',
    path: 'auth/passkey/options/',
    access: 'public',
    scopes: [],
    status: 200,
    response: z.strictObject({ token: z.string(), options: webauthnOptions }),
  }),
  passkey: defineEndpoint({
    id: 'auth.passkey',
    tag,
    summary: 'Sign in with a passkey; nothing else is asked for',
    method: 'POST',
    path: 'auth/passkey/',
    access: 'public',
    scopes: [],
    body: z.strictObject({ token: challengeToken, credential: webauthnCredential, session: sessionFlag }),
    status: 200,
    response: tokenPair,
    problems: ['invalid_credentials', 'rate_limited'],
  }),
  providers: defineEndpoint({
    id: 'auth.providers',
    tag,
    summary: 'The identity providers of the sign-in page of this host name',
    method: 'GET',
    path: 'auth/providers/',
    access: 'public',
    scopes: [],
    query: z.strictObject({ tenant: slug.optional() }),
    status: 200,
    response: z.array(z.strictObject({ id: uuid, name: z.string() })),
  }),
  beginProvider: defineEndpoint({
    id: 'auth.providers.begin',
    tag,
    summary: 'Begin a sign-in at an identity provider: where the browser is to go',
    method: 'POST',
    path: 'auth/providers/:id/begin/',
    access: 'public',
    scopes: [],
    params: z.strictObject({ id: uuid }),
    body: z.strictObject({ tenant: slug.optional() }),
    status: 200,
    response: z.strictObject({ url: z.string() }),
    problems: ['not_found', 'provider_failed'],
  }),
  finishProvider: defineEndpoint({
    id: 'auth.providers.finish',
    tag,
    summary:
      'Finish it with what the provider has sent the browser back with; the cookie of its beginning comes along',
    method: 'POST',
    path: 'auth/providers/finish/',
    access: 'public',
    scopes: [],
    body: z.strictObject({
      state: z.string().min(1).max(500),
      code: z.string().min(1).max(4_000),
      iss: z.string().min(1).max(2_000).optional(),
      session: sessionFlag,
    }),
    status: 200,
    response: tokenPair,
    problems: ['invalid_credentials', 'second_factor_required', 'provider_failed', 'sign_in_refused'],
  }),
  refresh: defineEndpoint({
    id: 'auth.refresh',
    tag,
    summary: 'Exchange a refresh token for a new pair',
    method: 'POST',
    path: 'auth/token/refresh/',
    access: 'public',
    scopes: [],
    body: refresh,
    status: 200,
    response: tokenPair,
    problems: ['invalid_credentials'],
  }),
  logout: defineEndpoint({
    id: 'auth.logout',
    tag,
    summary: 'Sign out: the refresh token and its family end',
    method: 'POST',
    path: 'auth/logout/',
    access: 'public',
    scopes: [],
    body: refresh,
    status: 204,
  }),
  forgot: defineEndpoint({
    id: 'auth.password.forgot',
    tag,
    summary:
      'Ask for a link by mail to choose a new password; the answer tells nobody whether there is an account',
    method: 'POST',
    path: 'auth/password/forgot/',
    access: 'public',
    scopes: [],
    body: z.strictObject({ email: emailAddress, tenant: slug.optional() }),
    status: 202,
    response: z.strictObject({ queued: z.literal(true) }),
  }),
  reset: defineEndpoint({
    id: 'auth.password.reset',
    tag,
    summary: 'Choose a new password by the link of a mail; every session ends',
    method: 'POST',
    path: 'auth/password/reset/',
    access: 'public',
    scopes: [],
    body: z.strictObject({ token: z.string().min(1).max(200), password: newPassword }),
    status: 204,
  }),
  me: defineEndpoint({
    id: 'me.get',
    tag,
    summary: 'Who the bearer is',
    method: 'GET',
    path: 'me/',
    access: 'signed_in',
    duringEnrolment: true,
    scopes: ['tickets:read', 'tickets:write', 'admin'],
    status: 200,
    response: me,
  }),
  changeMe: defineEndpoint({
    id: 'me.change',
    tag,
    summary: 'Change your name, language and notifications',
    method: 'PATCH',
    path: 'me/',
    access: 'signed_in',
    scopes: [],
    status: 200,
    response: me,
    body: patch({ name: personName, locale, notifications: notificationChoices.partial() }),
  }),
};
