import { afterEach, describe, expect, it } from '@jest/globals';
import { exchange } from './transport.js';

const page = globalThis as { document?: unknown };
const { fetch } = globalThis;
afterEach(() => {
  delete page.document;
  globalThis.fetch = fetch;
});

describe('an exchange with the server', () => {
  it('asks for the language of the page, in which refusals are shown', async () => {
    page.document = { documentElement: { lang: 'en' } };
    const asked: unknown[] = [];
    globalThis.fetch = (_url, options) => {
      asked.push(options?.headers);
      return Promise.resolve(new Response(null, { status: 204 }));
    };
    await exchange({
      method: 'POST',
      url: '/tickets/api/x/',
      headers: { accept: 'application/json' },
      body: '{}',
    });
    expect(asked).toEqual([{ accept: 'application/json', 'accept-language': 'en' }]);
  });
});
