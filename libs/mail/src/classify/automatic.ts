import { headerValue } from '../headers/header-block.js';
import { type ClassifyInput } from './classify.js';

/** Whether a machine wrote or distributed the mail: auto-generated, a list, bulk. */
export function isAutomatic(input: ClassifyInput): boolean {
  const { fields } = input.root;
  const submitted = (headerValue(fields, 'auto-submitted') ?? 'no')
    .replace(/[;(].*$/s, '')
    .trim()
    .toLowerCase();
  if (submitted !== 'no' && submitted !== '') return true;
  if (/^\s*(?:bulk|list|junk)\b/i.test(headerValue(fields, 'precedence') ?? '')) return true;
  return fields.some((field) => field.name === 'list-id' || field.name === 'list-unsubscribe');
}
