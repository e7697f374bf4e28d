import { ProblemError } from './problem.js';

/** The field that a constraint of the database guards, by the constraint's name. */
type Guarded = Readonly<Record<string, string>>;

const UNIQUE_VIOLATION = '23505';
const FOREIGN_KEY_VIOLATION = '23503';

/**
 * Turns what the database refuses into what the caller is told: a duplicate is a conflict, an id that names nothing
 * an unknown value of its field. Wrap it around the unit of work: a statement that failed has ended its transaction.
 * @param unique the field of each unique constraint that the work may run into
 * @param references the field of each foreign key that the work may run into
 */
export async function refusing<Result>(
  { unique = {}, references = {} }: { unique?: Guarded; references?: Guarded },
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { code, constraint = '' } = error as { code?: string; constraint?: string };
    const duplicate = code === UNIQUE_VIOLATION ? unique[constraint] : undefined;
    if (duplicate !== undefined) {
      throw new ProblemError('conflict', { errors: [{ field: duplicate, code: 'duplicate' }] });
    }
    const unknown = code === FOREIGN_KEY_VIOLATION ? references[constraint] : undefined;
    if (unknown !== undefined) {
      throw new ProblemError('invalid_input', { errors: [{ field: unknown, code: 'unknown_id' }] });
    }
    throw error;
  }
}

/** Deletes something unless a row of another table still refers to it. @throws ProblemError `in_use` */
export async function deleting<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if ((error as { code?: string }).code === FOREIGN_KEY_VIOLATION) throw new ProblemError('in_use');
    throw error;
  }
}

/** The row that was asked for. @throws ProblemError `not_found` where there is none that the caller may know of */
export function found<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new ProblemError('not_found');
  return row;
}
