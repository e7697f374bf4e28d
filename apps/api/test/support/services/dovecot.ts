import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@noxdesk/embedded';
import { ImapFlow } from 'imapflow';
import SmtpConnection from 'nodemailer/lib/smtp-connection/index.js';
import { guardAgainstOrphans } from '../orphan-watch.mjs';
import { createCertificates } from './certificates.js';
import { type DovecotPorts, writeDovecotConfig } from './dovecot-config.js';
import { type OAuthServer, startOAuthServer } from './oauth-server.js';

const PROGRAMS = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot', '/opt/homebrew/sbin/dovecot'];
const READY_LIMIT_MS = 10_000;

export interface StoredMail {
  uid: number;
  flags: string[];
  raw: Buffer;
}

export interface Dovecot {
  host: '127.0.0.1';
  ports: DovecotPorts;
  /** PEM of the authority behind the server's certificate. */
  ca: string;
  oauth: OAuthServer;
  /** Makes a mailbox; the user signs in with the password, or with an access token of {@link Dovecot.oauth}. */
  addUser(user: string, password?: string): void;
  /** Changes a mailbox's password; it holds once this resolves, a good second later. */
  setPassword(user: string, password: string): Promise<void>;
  /** Delivers a mail into the user's INBOX by LMTP, as a mail server would. Bytes are kept as they are. */
  deliver(user: string, raw: string | Uint8Array): Promise<void>;
  /** All mails of a folder, oldest first. */
  read(user: string, folder?: string): Promise<StoredMail[]>;
  /** Names of the user's folders. */
  folders(user: string): Promise<string[]>;
  /** A signed-in IMAP client of that user, for whatever else a test wants; the caller logs it out. */
  client(user: string): Promise<ImapFlow>;
  stop(): Promise<void>;
}

function accountNumbers(name: string): { uid: number; gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined)
    throw new Error(`There is no account ${name}: is Dovecot installed?`);
  return { uid: Number(uid), gid: Number(gid) };
}

async function freePorts(): Promise<DovecotPorts> {
  // One at a time: a port is free again as soon as it was probed, and the system may hand it out twice otherwise.
  const ports = new Set<number>();
  while (ports.size < 5) ports.add(await freePort());
  const [imap, imaps, pop3, pop3s, lmtp] = [...ports] as [number, number, number, number, number];
  return { imap, imaps, pop3, pop3s, lmtp };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.setTimeout(500, () => resolve(false));
    void once(socket, 'connect').then(
      () => socket.destroy(),
      () => undefined,
    );
  });
}

async function whenListening(ports: DovecotPorts, logFile: string, hasEnded: () => boolean): Promise<void> {
  const deadline = Date.now() + READY_LIMIT_MS;
  for (const port of Object.values(ports) as number[]) {
    while (!(await answers(port))) {
      if (hasEnded() || Date.now() > deadline) {
        const log = existsSync(logFile) ? readFileSync(logFile, 'utf8') : '(no log)';
        throw new Error(`Dovecot does not listen on ${port}:\n${log}`);
      }
      await sleep(50);
    }
  }
}

function sendByLmtp(port: number, user: string, raw: string | Uint8Array): Promise<void> {
  const connection = new SmtpConnection({ host: '127.0.0.1', port, lmtp: true, ignoreTLS: true });
  const envelope = { from: 'postmaster@test.example', to: [user] };
  return new Promise((resolve, reject) => {
    connection.on('error', reject);
    connection.connect(() => {
      connection.send(envelope, Buffer.from(raw as Uint8Array), (error, info) => {
        connection.quit();
        if (error) reject(error);
        else if (info.rejected.length > 0)
          reject(new Error(`LMTP refused ${info.rejected.join(', ')}: ${info.response}`));
        else resolve();
      });
    });
  });
}

async function readFolder(client: ImapFlow, folder: string): Promise<StoredMail[]> {
  const lock = await client.getMailboxLock(folder, { readOnly: true });
  try {
    const mails: StoredMail[] = [];
    for await (const { uid, flags, source } of client.fetch('1:*', {
      uid: true,
      flags: true,
      source: true,
    })) {
      mails.push({ uid, flags: [...(flags ?? [])].sort(), raw: source ?? Buffer.alloc(0) });
    }
    return mails;
  } finally {
    lock.release();
  }
}

/**
 * Starts a real Dovecot (IMAP, POP3, LMTP; plain, STARTTLS and TLS; passwords and OAuth2) on random loopback ports,
 * from a configuration of its own in a temporary folder, which is gone after {@link Dovecot.stop} or the test run.
 */
export async function startDovecot(): Promise<Dovecot> {
  const program = PROGRAMS.find((path) => existsSync(path));
  if (program === undefined)
    throw new Error('Dovecot is not installed (Debian: dovecot-imapd dovecot-pop3d dovecot-lmtpd).');
  const folder = mkdtempSync(join(tmpdir(), 'noxdesk-dovecot-'));
  const guard = guardAgainstOrphans(folder);
  const isRoot = process.getuid?.() === 0;
  const me = userInfo();
  const mailUser = isRoot ? accountNumbers('dovecot') : { uid: me.uid, gid: me.gid };
  const accounts = isRoot
    ? { login: 'dovenull', internal: 'dovecot' }
    : { login: me.username, internal: me.username };
  for (const name of ['mail', 'run', 'state', 'users']) mkdirSync(join(folder, name));
  chmodSync(folder, 0o755);
  chownSync(join(folder, 'mail'), mailUser.uid, mailUser.gid);

  const oauth = await startOAuthServer();
  const ports = await freePorts();
  const certificates = createCertificates(folder);
  const { introspectionUrl } = oauth;
  const config = writeDovecotConfig({ folder, ports, certificates, introspectionUrl, mailUser, accounts });

  const child = spawn(program, ['-F', '-c', config], { stdio: 'ignore', detached: true });
  const ended = once(child, 'exit');
  if (child.pid !== undefined) guard.watch([child.pid]);
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await ended;
    }
    await oauth.stop();
    guard.release();
  };
  try {
    await whenListening(ports, join(folder, 'dovecot.log'), () => child.exitCode !== null);
  } catch (error) {
    await stop();
    throw error;
  }

  const client = async (user: string): Promise<ImapFlow> => {
    // By token, so that a test may change the password under the application's feet.
    const auth = { user, accessToken: oauth.issue(user) };
    const imap = new ImapFlow({
      host: '127.0.0.1',
      port: ports.imap,
      secure: false,
      doSTARTTLS: false,
      auth,
      logger: false,
    });
    await imap.connect();
    return imap;
  };
  const withClient = async <T>(user: string, work: (imap: ImapFlow) => Promise<T>): Promise<T> => {
    const imap = await client(user);
    try {
      return await work(imap);
    } finally {
      await imap.logout();
    }
  };
  // A file per user: Dovecot looks at a file that it knows already only once a second.
  const writeUser = (user: string, password: string) => {
    if (/[:\n]/.test(password))
      throw new Error('A colon or line break in a password breaks the password file.');
    writeFileSync(join(folder, 'users', user), `${user}:{PLAIN}${password}::::::\n`);
  };
  return {
    host: '127.0.0.1',
    ports,
    ca: certificates.ca,
    oauth,
    addUser: (user, password = 'mailbox-password') => writeUser(user, password),
    setPassword: async (user, password) => {
      writeUser(user, password);
      await sleep(1100);
    },
    deliver: (user, raw) => sendByLmtp(ports.lmtp, user, raw),
    read: (user, mailbox = 'INBOX') => withClient(user, (imap) => readFolder(imap, mailbox)),
    folders: (user) => withClient(user, async (imap) => (await imap.list()).map(({ path }) => path).sort()),
    client,
    stop,
  };
}
