import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp, type TestRequest } from '../support/app.js';

// Real: the whole application. Not real: the socket (requests are injected) and the build of the SPA.
const PAGE = '<!doctype html><title>NoxDesk</title>';
let folder: string;
let app: TestApp;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'noxdesk-web-'));
  await mkdir(join(folder, 'assets'));
  await mkdir(join(folder, '.vite'));
  await writeFile(join(folder, 'index.html'), PAGE);
  await writeFile(join(folder, 'assets', 'main-a1b2c3.js'), 'export {};');
  await writeFile(join(folder, '.vite', 'manifest.json'), '{"secret":true}');
  app = await startTestApp({ webFolder: folder, env: { PUBLIC_URL: 'https://desk.example' } });
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

describe('the pages', () => {
  it.each([
    '/tickets/',
    '/tickets',
    '/tickets/new/',
    '/tickets/0190a1b2-0000-7000-8000-000000000000/',
    '/tickets/login/?next=%2Ftickets%2F',
    '/tickets/settings/users/',
    '/tickets/apiary/',
    '/tickets/.vite/manifest.json',
  ])('%s is the one page of the SPA, asked for again each time', async (path) => {
    const response = await app.request({ path });
    expect(response.statusCode).toBe(200);
    expect(response.body).toBe(PAGE);
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(response.headers['cache-control']).toBe('no-cache');
  });

  it('are not sent again when they are the same', async () => {
    const { headers } = await app.request({ path: '/tickets/' });
    const again = await app.request({
      path: '/tickets/',
      headers: { 'if-none-match': String(headers.etag) },
    });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it('come with headers that keep out what is not ours', async () => {
    const { headers } = await app.request({ path: '/tickets/' });
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toEqual(
      expect.arrayContaining([
        `default-src 'none'`,
        `script-src 'self'`,
        `connect-src 'self'`,
        `frame-ancestors 'none'`,
        `base-uri 'none'`,
        `form-action 'self'`,
      ]),
    );
    expect(policy.find((rule) => rule.startsWith('script-src'))).not.toContain('unsafe');
    expect(headers).toMatchObject({
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'strict-transport-security': 'max-age=31536000',
      'permissions-policy': expect.stringContaining('camera=()'),
    });
  });

  it('begin at the root', async () => {
    const response = await app.request({ path: '/' });
    expect([response.statusCode, response.headers.location]).toEqual([302, '/tickets/']);
  });
});

describe('the files of the build', () => {
  it('are kept for good, since their names change with them', async () => {
    const response = await app.request({ path: '/tickets/assets/main-a1b2c3.js' });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toMatch(/javascript/);
    expect(response.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it.each(['/tickets/assets/gone-123456.js', '/tickets/assets/..%2F..%2Fpackage.json'])(
    '%s is none of them',
    async (path) => {
      const response = await app.request({ path });
      expect([403, 404]).toContain(response.statusCode);
      expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    },
  );
});

describe('below the API', () => {
  it.each(['/tickets/api', '/tickets/api/', '/tickets/api/nothing/', '/tickets/api/tickets/a/b/c/'])(
    '%s is not there, and is no page either',
    async (path) => {
      const response = await app.request({ path });
      expect(response.statusCode).toBe(404);
      expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(response.headers['content-security-policy']).toContain(`default-src 'none'`);
    },
  );

  it('a method that a path does not have is refused with those it has', async () => {
    const response = await app.request({ method: 'PUT', path: 'departments/1/', body: '{' });
    expect(response.statusCode).toBe(405);
    expect(response.json()).toMatchObject({ code: 'method_not_allowed', status: 405 });
    expect(String(response.headers.allow).split(', ').sort()).toEqual(['DELETE', 'GET', 'HEAD', 'PATCH']);
    expect((await app.request({ method: 'DELETE', path: 'openapi.json' })).headers.allow).toBe('GET, HEAD');
    expect((await app.request({ method: 'PUT', path: 'nothing/' })).statusCode).toBe(404);
  });
});

describe('every answer, whatever it is,', () => {
  const ALWAYS = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-permitted-cross-domain-policies': 'none',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': expect.stringContaining('camera=()'),
    'strict-transport-security': 'max-age=31536000',
    'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
  };
  it.each<[string, number, TestRequest]>([
    ['a page', 200, { path: '/tickets/' }],
    ['a file of the build', 200, { path: '/tickets/assets/main-a1b2c3.js' }],
    ['a redirect', 302, { path: '/' }],
    ['a path outside', 404, { path: '/etc/passwd' }],
    ['JSON', 200, { path: 'health/' }],
    ['the description of the API', 200, { path: 'openapi.json' }],
    ['its page', 200, { path: 'docs/' }],
    ['a call without a token', 401, { path: 'me/' }],
    ['an unknown path of the API', 404, { path: 'nothing/' }],
    ['a method it does not have', 405, { method: 'PUT', path: 'departments/1/' }],
    ['fields that are wrong', 422, { method: 'POST', path: 'auth/token/', body: {} }],
    ['JSON that is none', 400, { method: 'POST', path: 'auth/token/', body: '{' }],
    ['a body that is too large', 413, { method: 'POST', path: 'auth/token/', body: ' '.repeat(3_000_000) }],
    ['a path that cannot be read', 400, { path: '/tickets/api/%zz/' }],
    ['a path that cannot be read outside the API', 400, { path: '/%zz' }],
  ])('says how it may be used: %s', async (_, status, request) => {
    const { statusCode, headers, body } = await app.request(request);
    expect(statusCode).toBe(status);
    expect(headers).toMatchObject(ALWAYS);
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe|\*/);
    if (!request.path.startsWith('/')) expect(headers['cache-control']).toBe('no-store');
    for (const name of ['server', 'x-powered-by', 'access-control-allow-origin'])
      expect(headers).not.toHaveProperty(name);
    if (status >= 400) expect(body).not.toMatch(/node_modules|\.[jt]s:\d|ECONN|SELECT /);
  });
});

describe('without a build', () => {
  it('the pages say what to do, and the API answers all the same', async () => {
    const bare = await startTestApp({ webFolder: join(folder, 'nowhere') });
    try {
      const response = await bare.request({ path: '/tickets/' });
      expect(response.statusCode).toBe(503);
      expect(response.body).toContain('npm run build');
      // Nobody says by a header that we are reached by https: where we are not, a browser must not remember it.
      const forwarded = { 'x-forwarded-proto': 'https', forwarded: 'proto=https' };
      const { headers } = await bare.request({ path: 'health/', headers: forwarded });
      expect(headers).not.toHaveProperty('strict-transport-security');
    } finally {
      await bare.close();
    }
  });
});
