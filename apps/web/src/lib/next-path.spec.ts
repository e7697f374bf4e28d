import { describe, expect, it } from '@jest/globals';
import { nextPath } from './next-path.js';

const page = 'https://desk.example.test/tickets/';

describe('where a sign-in leads to', () => {
  it.each(['/', '/settings/', '/?status=open&q=a%2Fb', '/0190b3a2-0000-7000-8000-000000000000/#m1'])(
    'is the page that was asked for: %s',
    (path) => {
      expect(nextPath(path)).toBe(path);
    },
  );

  it.each([
    null,
    '',
    'https://evil.test/',
    '//evil.test/',
    '/\\evil.test/',
    '\\\\evil.test',
    '/\t/evil.test/',
    '/\n/evil.test',
    'javascript:alert(1)',
    ' /x',
    'evil.test',
  ])('is never another site: %j', (path) => {
    const next = nextPath(path);
    expect(next).toBe('/');
  });

  it('stays with us as a browser reads it', () => {
    for (const path of ['/a/../../b', '/%2F%2Fevil.test', '/@evil.test', '/:80']) {
      expect(new URL(`${page}${nextPath(path).slice(1)}`).origin).toBe('https://desk.example.test');
    }
  });
});
