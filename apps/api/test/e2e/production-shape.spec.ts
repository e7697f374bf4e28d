// Real: the built product as two processes (API and worker), PostgreSQL, Redis, nginx with the configuration of the
// web image, an SMTP server, Chromium.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findRedis, freePort, type RunningService, startRedis } from '@noxdesk/embedded';
import type { Browser } from 'playwright-core';
import { launchBrowser, signInByForm, visit, type Visitor } from '../support/browser.js';
import { startProcess, type TestProcess } from '../support/child-process.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type Nginx, startNginx } from '../support/services/nginx.js';
import { type SmtpPeer, startSmtpPeer } from '../support/services/smtp.js';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const MAIN = join(ROOT, 'apps/api/dist/main.js');
const PASSWORD = 'production-shape-password';
const SUBJECT = 'No llega el correo a la oficina';

describe('API, worker and web, each on its own', () => {
  let folder: string;
  let database: TestDatabase;
  let redis: RunningService;
  let smtp: SmtpPeer;
  let nginx: Nginx;
  let browser: Browser;
  let port: number;
  let env: Record<string, string>;
  /** Begins a request when all begin, and never ends it. */
  let idler: Socket;
  let idlerGone: Promise<unknown>;
  const processes: TestProcess[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'noxdesk-production-'));
    [database, redis, smtp, port] = await Promise.all([
      createTestDatabase(),
      startRedis({ dataDir: join(folder, 'redis'), program: findRedis()!, durable: false }),
      startSmtpPeer(),
      freePort(),
    ]);
    env = {
      PATH: process.env.PATH!,
      NODE_ENV: 'production',
      DATABASE_URL: database.ownerUrl,
      REDIS_URL: redis.url,
      SECRET_KEY: randomBytes(32).toString('hex'),
      SMTP_URL: smtp.url,
      PUBLIC_URL: 'https://desk.example',
      DATA_DIR: join(folder, 'data'),
      PORT: String(port),
      DEMO: '1',
      DEMO_PASSWORD: PASSWORD,
      LOG_FORMAT: 'json',
    };
    await start('api', /NoxDesk ready at/);
    await start('worker', /worker ready/);
    nginx = await startNginx({ apiPort: port });
    idler = connect(Number(new URL(nginx.url).port), '127.0.0.1', () => idler.write('GET / HTTP/1.1\r\n'));
    idler.on('error', () => undefined).resume();
    idlerGone = new Promise((resolve) => idler.once('close', resolve));
    browser = await launchBrowser();
  }, 120_000);

  afterAll(async () => {
    idler?.destroy();
    await browser?.close();
    await nginx?.stop();
    for (const { kill } of processes) kill('SIGTERM');
    await Promise.all(processes.map(({ ended }) => ended));
    await Promise.all([smtp?.stop(), redis?.stop(), database?.drop()]);
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  async function start(role: 'api' | 'worker', said: RegExp): Promise<void> {
    const started = startProcess(process.execPath, [MAIN], { env: { ...env, PROCESS_ROLE: role } });
    processes.push(started);
    await started.until(said, 60_000);
  }
  async function enter(email: string): Promise<Visitor> {
    const visitor = await visit({ browser, base: nginx.url });
    await signInByForm(visitor.page, email, PASSWORD);
    return visitor;
  }
  const healthOf = async (role: string) =>
    startProcess(process.execPath, [join(ROOT, 'deploy/healthcheck.mjs')], {
      env: { ...env, PROCESS_ROLE: role },
    }).ended;

  it('are healthy by the check that the containers run', async () => {
    expect(await Promise.all([healthOf('api'), healthOf('worker')])).toEqual([0, 0]);
  });

  it('do not pass for healthy when what they work on is away', async () => {
    env = { ...env, REDIS_URL: `redis://127.0.0.1:${await freePort()}` };
    expect(await healthOf('worker')).toBe(1);
    env = { ...env, REDIS_URL: redis.url };
  });

  it('carry a request from the form to a mail and to another person’s screen', async () => {
    const agent = await enter('agent@demo.test');
    const customer = await enter('customer@demo.test');
    const { page } = customer;
    await page.goto('/tickets/new/');
    await page.getByLabel('Asunto').fill(SUBJECT);
    await page.getByLabel('Departamento').selectOption({ label: 'Soporte Técnico' });
    await page.getByLabel('Prioridad').selectOption({ label: 'Alta' });
    await page.getByLabel('Mensaje').fill('Desde esta mañana.');
    await page.getByLabel('Adjuntos').setInputFiles({
      name: 'traza.log',
      mimeType: 'text/plain',
      buffer: Buffer.alloc(3_000_000, 'línea\n'),
    });
    await page.getByRole('button', { name: 'Enviar Ticket' }).click();
    await page.getByRole('heading', { level: 1, name: SUBJECT }).waitFor();
    // The API took it, the worker sends the receipt, and Redis tells the agent's open stream through nginx.
    await agent.page.getByRole('link', { name: SUBJECT }).waitFor();
    const receipt = await smtp.waitFor((mail) => mail.to.includes('customer@demo.test'));
    expect(receipt.raw.toString()).toContain('https://desk.example/tickets/');
    expect([...agent.complaints, ...customer.complaints]).toEqual([]);
    await Promise.all([agent.context.close(), customer.context.close()]);
  }, 60_000);

  const PATHS = [
    '/',
    '/tickets',
    '/tickets/',
    '/tickets/login/',
    '/tickets/settings/sla/',
    '/tickets/api',
    '/tickets/api/',
    '/tickets/api/tickets/',
    '/tickets/api/openapi.json',
  ];
  const HEADERS =
    /^(?:cache-control|content-security-policy|content-type|cross-origin-.*|location|permissions-policy|referrer-policy|strict-transport-security|x-.*-(?:options|policies)|www-authenticate)$/;
  const answerOf = async (base: string, path: string) => {
    const response = await fetch(base + path, {
      redirect: 'manual',
      headers: { 'x-forwarded-proto': 'https' },
    });
    await response.arrayBuffer();
    // What kind of nothing is in the body of a redirect does not matter.
    const wanted = ([name]: [string, string]) =>
      HEADERS.test(name) && !(name === 'content-type' && response.status === 302);
    const headers = [...response.headers].filter(wanted);
    return { status: response.status, headers: Object.fromEntries(headers) };
  };

  it.each(PATHS)('answer %s by nginx as the API answers it alone', async (path) => {
    expect(await answerOf(nginx.url, path)).toEqual(await answerOf(`http://127.0.0.1:${port}`, path));
  });

  it('answer for a script of an earlier build that there is none, and that briefly', async () => {
    const { status, headers } = await answerOf(nginx.url, '/tickets/assets/index-gone.js');
    expect(status).toBe(404);
    expect(headers).not.toHaveProperty('cache-control');
    expect(headers).toHaveProperty('content-security-policy');
  });

  it('send the scripts compressed, and let browsers keep what has a hash in its name', async () => {
    const page = await (await fetch(`${nginx.url}/tickets/`)).text();
    const [script] = /\/tickets\/assets\/[^"]+\.js/.exec(page)!;
    const answer = await fetch(nginx.url + script, { headers: { 'accept-encoding': 'gzip' } });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(await answerOf(nginx.url, script)).toEqual(await answerOf(`http://127.0.0.1:${port}`, script));
  });

  it('have hung up on a request that began before all others and has not ended', async () => {
    await idlerGone;
  }, 25_000);
});
