import { describe, expect, it } from '@jest/globals';
import { problemOf } from './check.js';

const field = (kind: 'text' | 'email' | 'url' | 'number' | 'password', more = {}) => ({
  name: 'x',
  label: 'X',
  kind,
  ...more,
});

describe('what is wrong with a field while one types', () => {
  it.each([
    ['a name that is needed', field('text', { required: true }), '  ', 'missing'],
    ['nothing where nothing is needed', field('email'), '', null],
    ['half an address', field('email'), 'ana@', 'email'],
    ['an address', field('email'), 'ana@demo.test', null],
    ['a word for a web address', field('url'), 'panel', 'url'],
    ['another kind of address', field('url'), 'javascript:alert(1)', 'url'],
    ['a web address', field('url'), 'https://panel.test/jwks', null],
    ['too little', field('number', { min: 1 }), '0', 'below'],
    ['too much', field('number', { max: 5 }), '6', 'above'],
    ['enough', field('number', { min: 1, max: 5 }), '5', null],
    ['a short password', field('password', { minLength: 8 }), 'corta', 'short'],
    ['a list', field('text', { required: true }), [], null],
  ] as const)('%s', (_what, spec, value, problem) => {
    expect(problemOf(spec, value)).toBe(problem);
  });
});
