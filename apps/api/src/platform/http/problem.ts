import { PROBLEMS, type FieldError, type ProblemCode, type SecondFactorChallenge } from '@noxdesk/contracts';

/** A field that was refused. `code` picks the sentence; `params` fill it. */
export interface RefusedField {
  field: string;
  code: string;
  params?: Record<string, unknown>;
  /** Where the validator wrote the sentence itself, in the caller's language. */
  message?: string;
}

export interface ProblemMembers {
  errors?: readonly RefusedField[];
  /** States that may be set instead. */
  allowed?: readonly string[];
  /** How the sign-in goes on. */
  secondFactor?: SecondFactorChallenge;
  /** Fills the sentence of the code. */
  params?: Record<string, unknown>;
  headers?: Record<string, string>;
}

/** An expected refusal. It becomes problem details (RFC 9457) at the edge, in the caller's language. */
export class ProblemError extends Error {
  readonly status: number;

  constructor(
    readonly code: ProblemCode,
    readonly members: ProblemMembers = {},
  ) {
    super(code);
    this.status = PROBLEMS[code];
  }
}

/** Refuses one field of the input. */
export const invalidField = (field: string, code: string, params?: Record<string, unknown>) =>
  new ProblemError('invalid_input', { errors: [{ field, code, ...(params && { params }) }] });

export type { FieldError };
