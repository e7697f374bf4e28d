import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from './config/config.js';
import { preflight } from './preflight.js';

let holder: Server;
let taken: string;
let free: string;
let root: string;

const listening = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: String((server.address() as AddressInfo).port) };
};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'noxdesk-preflight-'));
  const held = await listening();
  const other = await listening();
  [holder, taken, free] = [held.server, held.port, other.port];
  other.server.close();
  await once(other.server, 'close');
});
afterAll(async () => {
  holder.close();
  await rm(root, { recursive: true });
});

describe('a port that is taken', () => {
  it.each<[string, () => Record<string, string>, string]>([
    ['of HTTP', () => ({ PORT: taken }), 'PORT'],
    ['of mail', () => ({ PORT: free, SMTP_INBOUND_PORT: taken }), 'SMTP_INBOUND_PORT'],
  ])('%s stops the start by its setting before anything is made', async (_, env, setting) => {
    const folder = join(root, setting);
    await expect(preflight(readConfig({ DATA_DIR: folder, ...env() }))).rejects.toThrow(
      `The port ${taken} is taken: set ${setting} to another one`,
    );
    expect(existsSync(folder)).toBe(false);
  });

  it('does not matter to a process that does not listen there', async () => {
    const redis = { REDIS_URL: 'redis://127.0.0.1:1' };
    for (const env of [
      { PROCESS_ROLE: 'worker', PORT: taken, ...redis },
      { PROCESS_ROLE: 'api', PORT: free, SMTP_INBOUND_PORT: taken, ...redis },
    ]) {
      // The next thing looked at is Redis, which is not there.
      await expect(preflight(readConfig({ DATA_DIR: root, ...env }))).rejects.toThrow(
        'The Redis of REDIS_URL',
      );
    }
  });
});

describe('a folder that cannot be used', () => {
  const started = (env: Record<string, string>) => preflight(readConfig({ PORT: free, ...env }));

  it.each([
    ['a file', 'file', 'a file is in its place'],
    ['a folder below a file', 'file/data', 'a file is in its place'],
  ])('stops the start by its setting: %s', async (_, name, reason) => {
    await writeFile(join(root, 'file'), '');
    const folder = join(root, name);
    const message = `the folder ${folder} cannot be used: ${reason}`;
    await expect(started({ DATA_DIR: folder })).rejects.toThrow(`DATA_DIR: ${message}`);
    const storage = { DATA_DIR: join(root, 'data'), STORAGE_URL: `file:${folder}` };
    await expect(started(storage)).rejects.toThrow(`STORAGE_URL: ${message}`);
  });

  // Node's recursive mkdir turns in circles there.
  it.each(['/proc/nope', '/proc/nope/data', '/sys/nope'])('%s', async (folder) => {
    await expect(started({ DATA_DIR: folder })).rejects.toThrow(
      `DATA_DIR: the folder ${folder} cannot be used: `,
    );
  });

  it('one that its user may not write to', async () => {
    const folder = join(root, 'locked');
    await mkdir(folder, { mode: 0o500 });
    await chmod(root, 0o755);
    const asNobody = process.getuid?.() === 0;
    if (asNobody) process.seteuid!('nobody');
    try {
      await expect(started({ DATA_DIR: folder })).rejects.toThrow('its user may not write there');
    } finally {
      if (asNobody) process.seteuid!(0);
    }
  });

  it('leaves nothing in one that can', async () => {
    const folder = join(root, 'deep', 'below');
    await started({ DATA_DIR: folder });
    expect(await readdir(folder)).toEqual(['blobs']);
    expect(await readdir(join(folder, 'blobs'))).toEqual([]);
  });
});
