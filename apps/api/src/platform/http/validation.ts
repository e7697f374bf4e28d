import type { z } from 'zod';
import type { Locale } from '@noxdesk/contracts';
import { issueInWords, namedSentence } from './issue-words.js';
import { ProblemError, type RefusedField } from './problem.js';
import { fieldMessage } from './problem-texts.js';

/** Parses input by its contract. @throws ProblemError `invalid_input` that names every refused field */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  locale: Locale,
  /** How a field is called where the input came in another shape than the schema's. */
  called: (field: string) => string = (field) => field,
): z.output<Schema> {
  const unstorable = unstorableFields(input);
  if (unstorable.length > 0) {
    throw new ProblemError('invalid_input', {
      errors: unstorable.map((field) => ({ field: called(field), code: 'control_characters' })),
    });
  }
  const parsed = schema.safeParse(input, {
    error: (issue) => issueInWords(issue, locale),
    reportInput: true,
  });
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap((issue) => refusedFields(issue, locale));
  throw new ProblemError('invalid_input', {
    errors: errors.slice(0, 50).map((error) => ({ ...error, field: called(error.field) })),
  });
}

/** Deeper than any input of this API. */
const MAX_DEPTH = 32;
const HALF_A_PAIR = /\p{Cs}/u;

/**
 * The fields whose text the database has no place for: U+0000 (PostgreSQL's `text` and `jsonb`), and halves of
 * surrogate pairs (no Unicode text at all). Every other rule about text is its field's own.
 * @throws ProblemError `malformed_request` for what is nested too deeply to be meant
 */
function unstorableFields(input: unknown): string[] {
  const fields: string[] = [];
  // Not by recursion: the depth is the client's choice.
  const waiting: { value: unknown; path: readonly string[] }[] = [{ value: input, path: [] }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, path } = next;
    if (typeof value === 'string') {
      if (value.includes('\0') || HALF_A_PAIR.test(value)) fields.push(nameOf(path));
    } else if (typeof value === 'object' && value !== null) {
      if (path.length >= MAX_DEPTH) throw new ProblemError('malformed_request');
      for (const [key, child] of Object.entries(value)) waiting.push({ value: child, path: [...path, key] });
    }
  }
  return fields.slice(0, 50);
}

/** `messages.0.body`; the input as a whole is `body`-less: an empty name becomes `(input)`. */
const nameOf = (path: readonly PropertyKey[]) => path.map(String).join('.') || '(input)';

function refusedFields(issue: z.core.$ZodIssue, locale: Locale): RefusedField[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: nameOf([...issue.path, key]), code: 'unknown_field' }));
  }
  const field = nameOf(issue.path);
  if (issue.code === 'custom') {
    const code = String(issue.params?.code ?? 'unknown_value');
    return [{ field, code, params: { value: issue.input, ...issue.params } }];
  }
  if (issue.code === 'invalid_union') {
    // The branches' own issues would confuse; what counts is that no branch took the value.
    const inner = issue.errors.find((branch) => branch.some((one) => one.path.length > 0));
    if (inner) {
      return inner.flatMap((one) => refusedFields({ ...one, path: [...issue.path, ...one.path] }, locale));
    }
  }
  if (issue.code === 'invalid_type' && issue.input === undefined) return [{ field, code: 'required' }];
  // A contract may name the sentence for its own pattern.
  const { code, message } = issue;
  return [{ field, code, message: namedSentence(message, locale) ?? message }];
}

/** A refused field in the caller's language. */
export const inWords = (refused: RefusedField, locale: Locale) => ({
  field: refused.field,
  code: refused.code,
  message: refused.message ?? fieldMessage(refused.code, locale, refused.params),
});
