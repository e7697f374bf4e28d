// Real: npm, the launcher, the built application with its embedded services, and the operator's commands beside it.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort, stopLeftovers } from '@noxdesk/embedded';
import { startProcess, type TestProcess } from '../support/child-process.js';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const PASSWORD = 'operations-test-password';
const START_MS = 90_000;

describe('an operator', () => {
  let root: string;
  let env: NodeJS.ProcessEnv;
  let port: number;
  let running: TestProcess;
  let ticket: string;
  let download: string;
  const at = (...names: string[]) => join(root, ...names);

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'noxdesk-operations-'));
    chmodSync(root, 0o700);
    port = await freePort();
    const kept = Object.entries(process.env).filter(([name]) => !/^(?:npm_|NOXDESK_|NODE_)/i.test(name));
    env = {
      ...Object.fromEntries(kept),
      DATA_DIR: at('data'),
      PORT: String(port),
      DEMO_PASSWORD: PASSWORD,
      LOG_LEVEL: 'warn',
    };
    running = await start();
  }, START_MS);
  afterAll(async () => {
    await stop();
    await stopLeftovers(at('data'));
    rmSync(root, { recursive: true, force: true });
  });

  async function start(): Promise<TestProcess> {
    const started = startProcess('npm', ['start'], { cwd: ROOT, env });
    await started.until(/^NoxDesk ready at /m, START_MS);
    return started;
  }
  async function stop(): Promise<void> {
    running.kill('SIGTERM');
    expect(await running.ended).toBe(0);
  }
  async function command(name: string, ...args: string[]): Promise<{ code: unknown; output: string }> {
    const run = startProcess('npm', ['run', '-s', name, '--', ...args], { cwd: ROOT, env });
    return { code: await run.ended, output: run.output() };
  }
  async function call(
    path: string,
    token?: string,
    body?: string | FormData,
    type?: string,
  ): Promise<Response> {
    return fetch(`http://127.0.0.1:${port}/tickets/api/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...(type && { 'content-type': type }) },
      ...(body !== undefined && { body }),
    });
  }
  async function signIn(email = 'customer@demo.test'): Promise<string> {
    const body = JSON.stringify({ email, password: PASSWORD });
    const answer = await call('auth/token/', undefined, body, 'application/json');
    return ((await answer.json()) as { access: string }).access;
  }
  async function fileOfTicket(): Promise<[number, string]> {
    const answer = await fetch(`http://127.0.0.1:${port}${download}`, {
      headers: { authorization: `Bearer ${await signIn()}` },
    });
    return [answer.status, await answer.text()];
  }

  it(
    'backs up, without a pause, what runs',
    async () => {
      const form = new FormData();
      form.set('subject', 'Lo que no se puede perder');
      form.set('department', '1');
      form.set('body', 'Adjunto');
      form.append('attachments', new Blob(['the bytes']), 'contrato.txt');
      const opened = await call('tickets/', await signIn(), form);
      const body = (await opened.json()) as { id: string; messages: { attachments: { url: string }[] }[] };
      ticket = body.id;
      download = body.messages[0]!.attachments[0]!.url;
      const { code, output } = await command('backup', '--out', at('backup'), '--with-secret');
      expect([code, output]).toEqual([0, expect.stringMatching(/\d+ rows and 1 files \(9 bytes\) are in /)]);
      expect((await call(`tickets/${ticket}/`, await signIn())).status).toBe(200);
    },
    START_MS,
  );

  it(
    'verifies the audit log beside the running application',
    async () => {
      const { code, output } = await command('audit:verify');
      expect([code, output]).toEqual([
        0,
        expect.stringMatching(/^demo: \d+ entries, whole, head demo:\d+:[0-9a-f]{64}$/m),
      ]);
      expect((await command('audit:verify', `demo:1:${'0'.repeat(64)}`)).code).toBe(1);
    },
    START_MS,
  );

  it(
    'restores everything, down to the key, on a machine that has nothing left',
    async () => {
      expect((await command('restore', at('backup'), '--replace')).output).toMatch(
        /^NoxDesk runs on this data/m,
      );
      await stop();
      rmSync(at('data'), { recursive: true });
      const { code, output } = await command('restore', at('backup'));
      expect([code, output]).toEqual([0, expect.stringContaining('Its secret key was restored')]);
      running = await start();
      expect((await call(`tickets/${ticket}/`, await signIn())).status).toBe(200);
      expect(await fileOfTicket()).toEqual([200, 'the bytes']);
    },
    3 * START_MS,
  );

  it(
    'gives the installation a new root secret, and nobody notices but for signing in again',
    async () => {
      const token = await signIn('admin@demo.test');
      const hook = { url: 'https://hooks.example.test/', events: ['ticket.created'] };
      expect((await call('webhooks/', token, JSON.stringify(hook), 'application/json')).status).toBe(201);
      expect((await command('secrets:rotate', '--generate')).output).toMatch(/stop it first/);
      await stop();
      const before = readFileSync(at('data', 'secret.key'), 'utf8');
      const { code, output } = await command('secrets:rotate', '--generate', '--forget');
      expect([code, output]).toEqual([0, expect.stringContaining('1 stored secrets were sealed anew')]);
      expect(readFileSync(at('data', 'secret.key'), 'utf8')).not.toBe(before);
      expect(existsSync(at('data', 'secret.previous'))).toBe(false);
      running = await start();
      expect((await call('me/', token)).status).toBe(401);
      expect(await fileOfTicket()).toEqual([200, 'the bytes']);
    },
    3 * START_MS,
  );

  it('is told what a command does not know', async () => {
    expect((await command('restore')).output).toMatch(/^Say which backup/m);
    expect((await command('backup', '--outt', 'x')).output).toMatch(/^Unknown option '--outt'/m);
    expect((await command('restore', at('nothing'))).output).toMatch(
      /^NoxDesk runs on|^There is no finished backup/m,
    );
  });
});
