import { z } from 'zod';
import { userRole } from './auth.js';
import { line, newPassword, patch, timestamp, uuid } from './common.js';
import { defineEndpoint } from './endpoint.js';
import { challengeToken, exactlyOne, totpCode, webauthnCredential, webauthnOptions } from './proofs.js';

const me = { tag: 'Identity', access: 'signed_in', scopes: [], duringEnrolment: true } as const;
const byId = z.strictObject({ id: uuid });

export const session = z
  .strictObject({
    id: uuid,
    current: z.boolean().meta({ description: 'the one that asks' }),
    method: z.enum(['password', 'passkey', 'provider', 'link']),
    second_factor: z.boolean(),
    address: z.string(),
    user_agent: z.string(),
    created_at: timestamp,
    last_used_at: timestamp,
    expires_at: timestamp,
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof session>;

export const passkey = z
  .strictObject({
    id: uuid,
    name: z.string(),
    created_at: timestamp,
    last_used_at: timestamp.nullable(),
  })
  .meta({ id: 'Passkey' });
export type Passkey = z.infer<typeof passkey>;

export const ownSecurity = z
  .strictObject({
    password: z.boolean().meta({ description: 'there is one' }),
    totp: z.boolean(),
    recovery_codes: z.int().meta({ description: 'how many are left' }),
    passkeys: z.array(passkey),
    required: z.boolean().meta({ description: 'the tenant asks for a second factor' }),
    must_enrol: z.boolean().meta({ description: 'nothing else can be done before one is set up' }),
  })
  .meta({ id: 'OwnSecurity' });
export type OwnSecurity = z.infer<typeof ownSecurity>;

const recoveryCodes = z
  .array(z.string())
  .meta({ description: 'shown once; empty where there are some already' });

/** One's own security. Closed to API tokens; most of it asks that one has proved who one is of late. */
export const ownSecurityEndpoints = {
  get: defineEndpoint({
    ...me,
    id: 'me.security',
    summary: 'Your second factors and what is asked of you',
    method: 'GET',
    path: 'me/security/',
    status: 200,
    response: ownSecurity,
  }),
  confirmOptions: defineEndpoint({
    ...me,
    id: 'me.confirm.options',
    summary: 'What a passkey has to sign to confirm that it is you',
    method: 'POST',
    path: 'me/confirm/options/',
    status: 200,
    response: z.strictObject({ token: z.string(), options: webauthnOptions }),
  }),
  confirm: defineEndpoint({
    ...me,
    id: 'me.confirm',
    summary: 'Prove once more who you are; changes to your security ask for it',
    method: 'POST',
    path: 'me/confirm/',
    body: z
      .strictObject({
        password: z.string().min(1).max(1_000).optional(),
        code: totpCode.optional(),
        token: challengeToken.optional(),
        credential: webauthnCredential.optional(),
      })
      .refine(exactlyOne('password', 'code', 'credential'), { params: { code: 'one_proof' } }),
    status: 204,
    problems: ['invalid_credentials', 'rate_limited'],
  }),
  changePassword: defineEndpoint({
    ...me,
    id: 'me.password',
    summary: 'Change your password; all other sessions end',
    method: 'POST',
    path: 'me/password/',
    body: z.strictObject({
      current_password: z.string().min(1).max(1_000).optional(),
      password: newPassword,
    }),
    status: 204,
    problems: ['confirmation_required', 'rate_limited'],
  }),
  sessions: defineEndpoint({
    ...me,
    id: 'me.sessions',
    summary: 'Where you are signed in',
    method: 'GET',
    path: 'me/sessions/',
    status: 200,
    response: z.array(session),
  }),
  endSession: defineEndpoint({
    ...me,
    id: 'me.sessions.end',
    summary: 'End one of your sessions, effective at once',
    method: 'DELETE',
    path: 'me/sessions/:id/',
    params: byId,
    status: 204,
    problems: ['not_found'],
  }),
  endOtherSessions: defineEndpoint({
    ...me,
    id: 'me.sessions.end-others',
    summary: 'End all your sessions but this one',
    method: 'DELETE',
    path: 'me/sessions/',
    status: 204,
  }),
  beginTotp: defineEndpoint({
    ...me,
    id: 'me.totp.begin',
    summary: 'Begin to set up an authenticator app (RFC 6238)',
    method: 'POST',
    path: 'me/totp/',
    status: 200,
    response: z.strictObject({
      secret: z.string().meta({ description: 'base32' }),
      uri: z.string().meta({ description: 'otpauth://, for a QR code' }),
    }),
    problems: ['conflict', 'confirmation_required'],
  }),
  confirmTotp: defineEndpoint({
    ...me,
    id: 'me.totp.confirm',
    summary: 'Finish setting up an authenticator app with its first code; other sessions end',
    method: 'POST',
    path: 'me/totp/confirm/',
    body: z.strictObject({ code: totpCode }),
    status: 200,
    response: z.strictObject({ recovery_codes: recoveryCodes }),
    problems: ['conflict', 'rate_limited', 'confirmation_required'],
  }),
  removeTotp: defineEndpoint({
    ...me,
    id: 'me.totp.remove',
    summary: 'Take your authenticator app away',
    method: 'DELETE',
    path: 'me/totp/',
    status: 204,
    problems: ['not_found', 'conflict', 'confirmation_required'],
  }),
  renewRecoveryCodes: defineEndpoint({
    ...me,
    id: 'me.recovery-codes',
    summary: 'Make new recovery codes; the old ones are no good any more',
    method: 'POST',
    path: 'me/recovery-codes/',
    status: 200,
    response: z.strictObject({ recovery_codes: recoveryCodes }),
    problems: ['conflict', 'confirmation_required'],
  }),
  passkeyOptions: defineEndpoint({
    ...me,
    id: 'me.passkeys.options',
    summary: 'What a browser needs to make a passkey',
    method: 'POST',
    path: 'me/passkeys/options/',
    status: 200,
    response: z.strictObject({ token: z.string(), options: webauthnOptions }),
    problems: ['confirmation_required'],
  }),
  addPasskey: defineEndpoint({
    ...me,
    id: 'me.passkeys.add',
    summary: 'Add a passkey; with your first second factor other sessions end',
    method: 'POST',
    path: 'me/passkeys/',
    body: z.strictObject({ token: challengeToken, credential: webauthnCredential, name: line(100) }),
    status: 201,
    response: passkey.extend({ recovery_codes: recoveryCodes }).meta({ id: 'NewPasskey' }),
    problems: ['conflict', 'confirmation_required'],
  }),
  renamePasskey: defineEndpoint({
    ...me,
    id: 'me.passkeys.change',
    summary: 'Rename a passkey',
    method: 'PATCH',
    path: 'me/passkeys/:id/',
    params: byId,
    body: patch({ name: line(100) }),
    status: 200,
    response: passkey,
    problems: ['not_found'],
  }),
  removePasskey: defineEndpoint({
    ...me,
    id: 'me.passkeys.remove',
    summary: 'Remove a passkey',
    method: 'DELETE',
    path: 'me/passkeys/:id/',
    params: byId,
    status: 204,
    problems: ['not_found', 'conflict', 'confirmation_required'],
  }),
};

export const tenantSecurity = z
  .strictObject({
    second_factor_roles: z
      .array(userRole)
      .meta({ description: 'whose sessions can do nothing before they have a second factor' }),
  })
  .meta({ id: 'TenantSecurity' });
export type TenantSecurity = z.infer<typeof tenantSecurity>;

const admin = { tag: 'Administration', access: 'admin', scopes: ['admin'] } as const;

export const tenantSecurityEndpoints = {
  get: defineEndpoint({
    ...admin,
    id: 'security.get',
    summary: 'What the tenant asks of its people’s sign-ins',
    method: 'GET',
    path: 'security/',
    status: 200,
    response: tenantSecurity,
  }),
  change: defineEndpoint({
    ...admin,
    id: 'security.change',
    summary: 'Change what the tenant asks of its people’s sign-ins',
    method: 'PATCH',
    path: 'security/',
    body: patch({
      second_factor_roles: z
        .array(userRole)
        .max(3)
        .transform((roles) => [...new Set(roles)]),
    }),
    status: 200,
    response: tenantSecurity,
  }),
  resetSecondFactor: defineEndpoint({
    ...admin,
    id: 'users.second-factor.reset',
    summary: 'Take the second factors of somebody away who has lost them; their sessions end',
    method: 'POST',
    path: 'users/:id/second-factor/reset/',
    params: byId,
    status: 204,
    problems: ['not_found'],
  }),
};
