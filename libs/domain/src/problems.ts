/** One thing wrong with an input: `field` is a path such as `weekly.2.to`, `code` is stable, `message` is for people. */
export interface FieldProblem {
  field: string;
  code: string;
  message: string;
}

/** A value that cannot be worked with at all; `problems` names each field. */
export class InvalidInputError extends Error {
  override readonly name: string = 'InvalidInputError';
  readonly problems: readonly FieldProblem[];

  constructor(what: string, problems: readonly FieldProblem[]) {
    super(`${what}: ${problems.map(({ field, message }) => `${field} ${message}`).join('; ')}`);
    this.problems = problems;
  }
}
