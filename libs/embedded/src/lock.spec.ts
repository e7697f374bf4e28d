import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EmbeddedServiceError } from './errors.js';
import { lockDataDir } from './lock.js';
import { identify, type ProcessIdentity } from './processes.js';

describe('the lock on a data folder', () => {
  let folder: string;
  const cleanups: (() => void)[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'noxdesk-lock-'));
  });
  afterEach(() => {
    for (const cleanup of cleanups.splice(0)) cleanup();
    rmSync(folder, { recursive: true, force: true });
  });

  function startProcess(): { identity: ProcessIdentity; end: () => Promise<unknown> } {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    cleanups.push(() => child.kill('SIGKILL'));
    const exited = once(child, 'exit');
    const end = async () => {
      child.kill('SIGKILL');
      await exited;
    };
    return { identity: identify(child.pid!)!, end };
  }

  const writeLock = (content: unknown) =>
    writeFileSync(join(folder, 'noxdesk.lock'), JSON.stringify(content));

  it('makes the folder, closed to others, when it is missing', async () => {
    const missing = join(folder, 'new', 'data');
    const lock = await lockDataDir(missing);
    expect(statSync(missing).mode & 0o777).toBe(0o700);
    lock.release();
  });

  it('is refused while it is held, in one line that names the holder, and free after its release', async () => {
    const first = await lockDataDir(folder);
    const refusal = await lockDataDir(folder).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(EmbeddedServiceError);
    expect((refusal as Error).message).toMatch(
      new RegExp(`^NoxDesk already runs on .*process ${process.pid}\\)[^\\n]*$`),
    );
    first.release();
    (await lockDataDir(folder)).release();
  });

  it('is refused at once while another process works on the folder', async () => {
    const { identity } = startProcess();
    writeLock({ holder: identity, launchers: [identity], stopping: false });
    await expect(lockDataDir(folder)).rejects.toThrow(`process ${identity.pid}`);
  });

  it.each([
    ['that is gone', { pid: 2 ** 22 + 1, started: 'x' }],
    ['whose number now belongs to another process', { pid: process.pid, started: 'long ago' }],
  ])('passes over from a holder %s', async (_name, holder) => {
    writeLock({ holder, launchers: [], stopping: false });
    const lock = await lockDataDir(folder);
    expect(JSON.parse(readFileSync(join(folder, 'noxdesk.lock'), 'utf8'))).toMatchObject({
      holder: { pid: process.pid },
    });
    lock.release();
  });

  it('passes over from a file that was damaged', async () => {
    writeFileSync(join(folder, 'noxdesk.lock'), '{"holder":');
    (await lockDataDir(folder)).release();
  });

  it.each(['says that it stops', 'has lost its launcher'])('waits for a holder that %s', async (reason) => {
    const { identity, end } = startProcess();
    const stopping = reason === 'says that it stops';
    const launchers = stopping ? [] : [{ pid: 2 ** 22 + 1, started: 'x' }];
    writeLock({ holder: identity, launchers, stopping });
    let taken = false;
    const waiting = lockDataDir(folder).then((lock) => {
      taken = true;
      return lock;
    });
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(taken).toBe(false);
    await end();
    (await waiting).release();
  });

  it('leaves a lock alone that has passed to somebody else in the meantime', async () => {
    const lock = await lockDataDir(folder);
    const { identity } = startProcess();
    writeLock({ holder: identity, launchers: [], stopping: false });
    lock.announceStop();
    lock.release();
    await expect(lockDataDir(folder)).rejects.toThrow(`process ${identity.pid}`);
  });
});
