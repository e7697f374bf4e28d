import type { MultipartValue } from '@fastify/multipart';
import type { Multipart } from '@noxdesk/contracts';
import { invalidField, ProblemError } from './problem.js';

/** Adds a text part to the fields read so far, converted as the form says. @throws ProblemError naming it */
export function addField(form: Multipart, fields: Record<string, unknown>, part: MultipartValue): void {
  const name = part.fieldname.endsWith('[]') ? part.fieldname.slice(0, -2) : part.fieldname;
  if (part.valueTruncated)
    throw new ProblemError('too_large', { errors: [{ field: name, code: 'too_big' }] });
  if (name === form.files) {
    // Some clients send an empty text part for a file input in which nothing was chosen.
    if (part.value === '') return;
    throw invalidField(name, 'not_a_file');
  }
  const kind = Object.hasOwn(form.fields, name) ? form.fields[name] : undefined;
  if (kind === undefined) throw invalidField(name, 'unknown_field');
  // A part that calls itself JSON comes parsed: its value says what it is.
  const isParsed = typeof part.value !== 'string';
  if (kind === 'list') {
    const items = isParsed ? part.value : splitList(part.value as string);
    if (!Array.isArray(items)) throw invalidField(name, 'not_a_list');
    fields[name] = [...((fields[name] as unknown[] | undefined) ?? []), ...(items as unknown[])];
    return;
  }
  if (Object.hasOwn(fields, name)) throw invalidField(name, 'repeated');
  fields[name] = isParsed ? part.value : convert(kind, name, part.value as string);
}

const splitList = (text: string) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

/** What cannot be converted stays text, and the schema refuses it by name. */
function convert(kind: 'text' | 'number' | 'boolean' | 'json', name: string, value: string): unknown {
  if (kind === 'number') return /^\d{1,15}$/.test(value.trim()) ? Number(value) : value;
  if (kind === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  if (kind === 'json') {
    try {
      return JSON.parse(value);
    } catch {
      throw invalidField(name, 'not_json');
    }
  }
  return value;
}
