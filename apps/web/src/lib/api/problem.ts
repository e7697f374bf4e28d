import type { FieldError, ProblemCode, ProblemDetails, SecondFactorChallenge } from '@noxdesk/contracts';

/** `offline`: the server could not be reached; `cancelled`: the caller stopped waiting. */
export type ApiErrorCode = ProblemCode | 'offline' | 'cancelled';

/** Every way a call can fail, with the stable code that screens translate. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly status: number;
  readonly errors: readonly FieldError[];
  readonly allowed: readonly string[];
  /** Seconds to wait, where the server named them. */
  readonly retryAfter: number | null;
  readonly requestId: string | null;
  /** How a sign-in goes on. */
  readonly secondFactor: SecondFactorChallenge | null;

  constructor(code: ApiErrorCode, details: Partial<ProblemDetails> = {}, retryAfter: number | null = null) {
    super(details.detail ?? details.title ?? code);
    this.name = 'ApiError';
    this.code = code;
    this.status = details.status ?? 0;
    this.errors = details.errors ?? [];
    this.allowed = details.allowed ?? [];
    this.requestId = details.request_id ?? null;
    this.secondFactor = details.second_factor ?? null;
    this.retryAfter = retryAfter;
  }
}

/** Reads a refusal; a body that is no problem document (a proxy's page, say) still becomes a usable error. */
export function toApiError(status: number, body: string, retryAfter: string | null): ApiError {
  let details: Partial<ProblemDetails> = {};
  try {
    details = JSON.parse(body) as Partial<ProblemDetails>;
  } catch {
    // Not JSON: the status alone has to speak.
  }
  const code = (details.code as ProblemCode | undefined) ?? codeOfStatus(status);
  return new ApiError(code, { ...details, status }, retryAfter ? Number(retryAfter) || null : null);
}

const BY_STATUS: Partial<Record<number, ProblemCode>> = {
  400: 'malformed_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  412: 'precondition_failed',
  413: 'too_large',
  415: 'file_type_not_allowed',
  422: 'invalid_input',
  429: 'rate_limited',
};

function codeOfStatus(status: number): ProblemCode {
  return BY_STATUS[status] ?? (status >= 502 ? 'unavailable' : 'internal');
}

export const isApiError = (error: unknown, code?: ApiErrorCode): error is ApiError =>
  error instanceof ApiError && (code === undefined || error.code === code);
