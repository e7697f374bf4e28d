import { describe, expect, it } from '@jest/globals';
import { endpoints } from '@noxdesk/contracts';
import type { ProblemError } from './problem.js';
import { inWords, validate } from './validation.js';

const { slaPolicies, tickets, users, webhooks } = endpoints;
type Schema = Parameters<typeof validate>[0];

function refused(schema: Schema | undefined, input: unknown, locale: 'es' | 'en') {
  try {
    validate(schema!, input, locale);
  } catch (error) {
    const { errors } = (error as ProblemError).members as { errors: Parameters<typeof inWords>[0][] };
    return errors.map((one) => inWords(one, locale)).map(({ field, message }) => `${field}: ${message}`);
  }
  throw new Error('It was accepted');
}
const ticket = (more: object) => ({ subject: 's', department: 1, messages: [{ body: 'b' }], ...more });
const week = (more: object) => ({
  name: 'x',
  calendar: { timezone: 'UTC', weekly: [{ weekday: 1, from: '09:00', to: '10:00', ...more }] },
});

describe('refused input is told by its field and by what is allowed there', () => {
  it.each<[Schema | undefined, unknown, string, string]>([
    [
      tickets.create.body,
      ticket({ subject: '' }),
      'subject: No puede estar vacío',
      'subject: It must not be empty',
    ],
    [
      tickets.create.body,
      ticket({ subject: 7 }),
      'subject: Tiene que ser un texto',
      'subject: It must be a text',
    ],
    [
      tickets.create.body,
      ticket({ subject: 'x'.repeat(256) }),
      'subject: Como máximo 255 caracteres',
      'subject: At most 255 characters',
    ],
    [
      tickets.create.body,
      ticket({ department: 1.5 }),
      'department: Tiene que ser un número entero',
      'department: It must be a whole number',
    ],
    [
      tickets.create.body,
      ticket({ priority: 'alta' }),
      'priority: Valores posibles: low, medium, high, urgent, critical',
      'priority: Allowed: low, medium, high, urgent, critical',
    ],
    [
      tickets.create.body,
      ticket({ messages: [] }),
      'messages: Exactamente 1 elemento',
      'messages: Exactly 1 item',
    ],
    [
      tickets.create.body,
      ticket({ color: 1 }),
      'color: Este campo no existe aquí',
      'color: There is no such field here',
    ],
    [tickets.create.body, undefined, '(input): Es obligatorio', '(input): It is required'],
    [tickets.create.body, [], '(input): Tiene que ser un objeto', '(input): It must be an object'],
    [tickets.list.query, { limit: '101' }, 'limit: Como máximo 100', 'limit: At most 100'],
    [
      tickets.list.query,
      { limit: 'all' },
      'limit: Tiene que ser un número entero',
      'limit: It must be a whole number',
    ],
    [
      tickets.list.query,
      { created_after: 'ayer' },
      'created_after: Tiene que ser una fecha con hora y zona como 2026-12-25T09:00:00Z',
      'created_after: It must be a date with a time and zone such as 2026-12-25T09:00:00Z',
    ],
    [
      users.change.body,
      { email: 'ana' },
      'email: Tiene que ser una dirección de correo como ana@empresa.com',
      'email: It must be an e-mail address such as ann@example.com',
    ],
    [
      webhooks.change.body,
      { url: 'ftp://a.test' },
      'url: Tiene que ser una dirección web como https://empresa.com/ruta',
      'url: It must be a web address such as https://example.com/path',
    ],
    [
      webhooks.change.body,
      { url: 'https://ana:secret@a.test' },
      'url: Sin nombre ni contraseña en la dirección',
      'url: Without a name or a password in the address',
    ],
    [webhooks.change.body, { events: [] }, 'events: Al menos 1 elemento', 'events: At least 1 item'],
    [
      slaPolicies.create.body,
      week({ to: '9' }),
      'calendar.weekly.0.to: Tiene que ser una hora como 09:00',
      'calendar.weekly.0.to: It must be a time such as 09:00',
    ],
    [
      slaPolicies.create.body,
      week({ weekday: 8 }),
      'calendar.weekly.0.weekday: Como máximo 7',
      'calendar.weekly.0.weekday: At most 7',
    ],
  ])('%#', (schema, input, es, en) => {
    expect(refused(schema, input, 'es')).toEqual([es]);
    expect(refused(schema, input, 'en')).toEqual([en]);
  });
});
