import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
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
