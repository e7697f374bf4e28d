import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@noxdesk/embedded';
import { startProcess, type TestProcess } from '../child-process.js';

/** The test file that every scanner knows (eicar.org), put together here so that none of them takes this source away. */
export const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE', '!$H+H*'].join(
  '',
);

export interface Clamd {
  url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Ends it for good. */
  close(): Promise<void>;
}

/** A real ClamAV daemon that knows one signature: the official ones would have to be fetched. */
export async function startClamd(): Promise<Clamd> {
  const folder = mkdtempSync(join(tmpdir(), 'noxdesk-clamd-'));
  const port = await freePort();
  const signature = Buffer.from(EICAR).toString('hex');
  writeFileSync(join(folder, 'own.ndb'), `Eicar-Test-Signature:0:*:${signature}\n`);
  const config = join(folder, 'clamd.conf');
  const lines = [
    `DatabaseDirectory ${folder}`,
    'Foreground yes',
    'TCPAddr 127.0.0.1',
    `TCPSocket ${port}`,
    'StreamMaxLength 1M',
    ...(process.getuid?.() === 0 ? ['User root'] : []),
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  let running: TestProcess | undefined;
  const answers = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1' }, () => socket.write('zPING\0'));
      socket.once('data', () => resolve(true)).once('error', () => resolve(false));
      socket.setTimeout(1_000, () => resolve(false));
    });
  const start = async () => {
    running = startProcess('clamd', [`--config-file=${config}`], {
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    });
    const deadline = Date.now() + 30_000;
    while (!(await answers())) {
      if (Date.now() > deadline) throw new Error(`clamd does not answer: ${running.output()}`);
      await sleep(50);
    }
  };
  const stop = async () => {
    running?.kill('SIGKILL');
    await running?.ended;
    running = undefined;
  };
  await start();
  return {
    url: `tcp://127.0.0.1:${port}`,
    start,
    stop,
    close: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
