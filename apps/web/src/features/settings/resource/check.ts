import type { FieldSpec } from './types.js';

export type FieldProblem = 'missing' | 'email' | 'url' | 'number' | 'below' | 'above' | 'short';

/** One `@` with something on both sides and a dot behind it; the server looks closer. */
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/;

function isWebAddress(text: string): boolean {
  try {
    return /^https?:$/.test(new URL(text).protocol);
  } catch {
    return false;
  }
}

/** What is wrong with the value of a field as far as a browser can tell; null where nothing is. */
export function problemOf(field: FieldSpec, value: unknown): FieldProblem | null {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (text === '') return field.required ? 'missing' : null;
  if (field.minLength !== undefined && text.length < field.minLength) return 'short';
  if (field.kind === 'email') return EMAIL.test(text) ? null : 'email';
  if (field.kind === 'url') return isWebAddress(text) ? null : 'url';
  if (field.kind !== 'number') return null;
  const number = Number(text);
  if (Number.isNaN(number)) return 'number';
  if (field.min !== undefined && number < field.min) return 'below';
  return field.max !== undefined && number > field.max ? 'above' : null;
}
