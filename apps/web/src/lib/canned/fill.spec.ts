import { describe, expect, it } from '@jest/globals';
import { fillCanned, slashWord } from './fill.js';

const context = {
  requester: { name: 'Ana Ruiz', email: 'ana@ejemplo.com' },
  agent: { name: 'Carlos Medina' },
  ticket: { number: 'TK-000042', subject: 'Error 500', department: { name: 'Soporte Técnico' } },
};

describe('a canned reply', () => {
  it('speaks to the requester by name, of their ticket', () => {
    expect(fillCanned('Hola, {{requester.first_name}}: {{ ticket.number }}. {{agent.name}}', context)).toBe(
      'Hola, Ana: TK-000042. Carlos Medina',
    );
  });

  it('leaves what it does not know to be seen', () => {
    expect(fillCanned('{{requester.age}} {{constructor}}', context)).toBe(
      '{{requester.age}} {{constructor}}',
    );
  });

  it('has the address where there is no name', () => {
    const nameless = { ...context, requester: { name: '', email: 'ana@ejemplo.com' } };
    expect(fillCanned('{{requester.name}}', nameless)).toBe('ana@ejemplo.com');
  });
});

describe('a slash in the text', () => {
  it('asks for a canned reply at the beginning of a line or after a space', () => {
    expect(slashWord('/', 1)).toEqual({ start: 0, word: '' });
    expect(slashWord('Hola\n/rein', 10)).toEqual({ start: 5, word: 'rein' });
    expect(slashWord('mira /ssl', 9)).toEqual({ start: 5, word: 'ssl' });
  });

  it('is only a slash inside a word or an address', () => {
    expect(slashWord('y/o', 3)).toBeNull();
    expect(slashWord('https://ejemplo', 15)).toBeNull();
  });
});
