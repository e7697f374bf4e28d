import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@noxdesk/embedded';
import { guardAgainstOrphans } from '../orphan-watch.mjs';

const PROGRAMS = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx'];
const ROOT = join(import.meta.dirname, '..', '..', '..', '..', '..');
const READY_LIMIT_MS = 10_000;

export interface Nginx {
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts a real nginx with the configuration of the web image; only what the image decides is exchanged: the port,
 * where the API is, and where the pages lie.
 */
export async function startNginx({ apiPort }: { apiPort: number }): Promise<Nginx> {
  const program = PROGRAMS.find((path) => existsSync(path));
  if (program === undefined) throw new Error('nginx is not installed (Debian: nginx-light).');
  const folder = mkdtempSync(join(tmpdir(), 'noxdesk-nginx-'));
  const guard = guardAgainstOrphans(folder);
  mkdirSync(join(folder, 'html'));
  symlinkSync(join(ROOT, 'apps/web/dist'), join(folder, 'html/tickets'));
  const port = await freePort();
  const server = readFileSync(join(ROOT, 'deploy/nginx.conf'), 'utf8')
    .replace('listen 80;', `listen 127.0.0.1:${port};`)
    .replace('http://api:3000', `http://127.0.0.1:${apiPort}`)
    .replace('root /usr/share/nginx/html;', `root ${folder}/html;`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
    .join('\n');
  const config = join(folder, 'nginx.conf');
  writeFileSync(
    config,
    `daemon off; pid ${folder}/nginx.pid; error_log ${folder}/error.log; worker_processes 1;
${process.getuid?.() === 0 ? 'user root;' : ''}
events {}
http { include /etc/nginx/mime.types; access_log off; ${temporary}
${server} }`,
  );
  const child = spawn(program, ['-c', config, '-e', join(folder, 'error.log')], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  if (child.pid !== undefined) guard.watch([child.pid]);
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + READY_LIMIT_MS;
  while (
    !(await fetch(`${url}/tickets/`).then(
      () => true,
      () => false,
    ))
  ) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`nginx does not answer:\n${readFileSync(join(folder, 'error.log'), 'utf8')}`);
    }
    await sleep(50);
  }
  return {
    url,
    stop: async () => {
      if (child.exitCode === null) child.kill('SIGTERM');
      await ended;
      guard.release();
    },
  };
}
