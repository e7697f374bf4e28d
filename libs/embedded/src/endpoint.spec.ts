import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readOrMakeEndpoint } from './endpoint.js';

describe('the port and secrets of an embedded service', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'noxdesk-endpoint-'));
    file = join(folder, 'service.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are made once, kept for their owner alone, and the same at the next start', async () => {
    const first = await readOrMakeEndpoint(file);
    expect(first.isNew).toBe(true);
    expect(first.endpoint.password).toMatch(/^[\w-]{32}$/);
    expect(first.endpoint.adminPassword).not.toBe(first.endpoint.password);
    first.save();
    expect(statSync(file).mode & 0o777).toBe(0o600);

    const second = await readOrMakeEndpoint(file);
    expect(second).toMatchObject({ isNew: false, endpoint: first.endpoint });
  });

  it('are not kept before they are saved, so that the service is told first', async () => {
    const first = await readOrMakeEndpoint(file);
    expect((await readOrMakeEndpoint(file)).endpoint.password).not.toBe(first.endpoint.password);
  });

  it('move to another port when the kept one is taken, with the same secrets', async () => {
    const first = await readOrMakeEndpoint(file);
    first.save();
    const stranger = createServer().listen(first.endpoint.port, '127.0.0.1');
    await once(stranger, 'listening');
    const second = await readOrMakeEndpoint(file);
    stranger.close();
    expect(second.isNew).toBe(false);
    expect(second.endpoint.port).not.toBe(first.endpoint.port);
    expect(second.endpoint.password).toBe(first.endpoint.password);
    second.save();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(second.endpoint);
  });

  it.each(['', '{', '[]', '{"port":1,"password":"x"}'])(
    'are made anew where the file says %j',
    async (content) => {
      writeFileSync(file, content);
      expect((await readOrMakeEndpoint(file)).isNew).toBe(true);
    },
  );
});
