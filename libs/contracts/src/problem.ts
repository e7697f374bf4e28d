import { z } from 'zod';

/**
 * Stable codes of every refusal, with the HTTP status each is answered with. `type` of the problem
 * document is `/tickets/api/problems/<code>`; prose is translated at the edge.
 */
export const PROBLEMS = {
  malformed_request: 400,
  unauthenticated: 401,
  invalid_credentials: 401,
  second_factor_required: 401,
  forbidden: 403,
  ticketing_not_allowed: 403,
  scope_missing: 403,
  enrolment_required: 403,
  confirmation_required: 403,
  sign_in_refused: 403,
  field_not_allowed: 403,
  message_type_not_allowed: 403,
  file_locked: 403,
  not_found: 404,
  method_not_allowed: 405,
  not_acceptable: 406,
  request_timeout: 408,
  transition_not_allowed: 409,
  conflict: 409,
  in_use: 409,
  request_in_progress: 409,
  file_being_checked: 409,
  precondition_failed: 412,
  too_large: 413,
  too_many_files: 422,
  unsupported_media_type: 415,
  file_type_not_allowed: 415,
  range_not_satisfiable: 416,
  invalid_input: 422,
  tenant_required: 422,
  idempotency_key_reused: 422,
  provider_failed: 424,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<string, number>;

export type ProblemCode = keyof typeof PROBLEMS;

/** Why one field was refused. `code` is stable; `message` is written for people, in the caller's language. */
export const fieldError = z.strictObject({ field: z.string(), code: z.string(), message: z.string() });
export type FieldError = z.infer<typeof fieldError>;

/** How a sign-in goes on that needs a second step: `auth/second-factor/` with this token and one of the methods. */
export const secondFactorChallenge = z
  .strictObject({
    token: z.string(),
    methods: z.array(z.enum(['totp', 'passkey', 'recovery_code'])),
    expires_in: z.int().meta({ description: 'seconds' }),
  })
  .meta({ id: 'SecondFactorChallenge' });
export type SecondFactorChallenge = z.infer<typeof secondFactorChallenge>;

/** Problem details (RFC 9457 §3), with the members this API adds. */
export const problemDetails = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    errors: z.array(fieldError).optional(),
    allowed: z.array(z.string()).optional().meta({ description: 'states that may be set instead' }),
    second_factor: secondFactorChallenge.optional(),
    request_id: z.string().optional(),
  })
  .meta({ id: 'Problem' });
export type ProblemDetails = z.infer<typeof problemDetails>;
