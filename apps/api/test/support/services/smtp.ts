import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { createCertificates } from './certificates.js';

export interface ReceivedMail {
  from: string;
  to: string[];
  raw: Buffer;
  receivedAt: Date;
  /** Whether the connection was encrypted, and who had signed in on it. */
  secure: boolean;
  user: string | undefined;
}

/**
 * What the server does with the next mail that reaches it:
 * `accept` it; `refuse` (550) or `defer` (451) it after its data; `refuse-recipient` (550) or `defer-recipient` (451)
 * before; `drop` the connection instead of answering, the mail unread; `take-and-drop`: keep the mail and drop the
 * connection before saying so, which leaves the sender in doubt.
 */
export type SmtpBehaviour =
  'accept' | 'refuse' | 'defer' | 'refuse-recipient' | 'defer-recipient' | 'drop' | 'take-and-drop';

export interface SmtpPeerOptions {
  /** `starttls` offers it, `tls` speaks it from the first byte. */
  tls?: 'none' | 'starttls' | 'tls';
  /** Demands this account, by password or by XOAUTH2; without it anybody may send. */
  auth?: { user: string; password: string } | { user: string; token: string };
}

export interface SmtpPeer {
  host: '127.0.0.1';
  port: number;
  /** As SMTP_URL takes it. */
  url: string;
  /** PEM of the authority behind the certificate; empty without TLS. */
  ca: string;
  /** What was accepted, in order. */
  readonly mails: ReceivedMail[];
  /** How many connections were made, and how many are open. */
  readonly connections: { made: number; open: number };
  /** Waited for between taking a mail and saying so. */
  onTaken: (mail: ReceivedMail) => Promise<void>;
  /** Ends the connections that are open, as a server does with those that wait too long. */
  hangUp(): void;
  /** How many times each behaviour was shown. */
  readonly shown: Map<SmtpBehaviour, number>;
  /** The behaviour for the next mails, one each; afterwards everything is accepted. */
  script(...behaviours: SmtpBehaviour[]): void;
  /** The behaviour from now on. */
  always(behaviour: SmtpBehaviour): void;
  /** Resolves once a mail that fits has come, or has come already; fails after `limitMs`. */
  waitFor(fits: (mail: ReceivedMail) => boolean, limitMs?: number): Promise<ReceivedMail>;
  stop(): Promise<void>;
}

class SmtpReply extends Error {
  constructor(
    readonly responseCode: number,
    message: string,
  ) {
    super(message);
  }
}

const refused = () => new SmtpReply(550, '5.7.1 Refused by script');
const deferred = () => new SmtpReply(451, '4.7.1 Try again later');

function peerUrl(port: number, { tls = 'none', auth }: SmtpPeerOptions): string {
  const account =
    auth === undefined || !('password' in auth)
      ? ''
      : `${encodeURIComponent(auth.user)}:${encodeURIComponent(auth.password)}@`;
  return `${tls === 'tls' ? 'smtps' : 'smtp'}://${account}127.0.0.1:${port}`;
}

class Peer {
  readonly mails: ReceivedMail[] = [];
  readonly shown = new Map<SmtpBehaviour, number>();
  readonly connections = { made: 0, open: 0 };
  onTaken: (mail: ReceivedMail) => Promise<void> = async () => undefined;
  queue: SmtpBehaviour[] = [];
  fallback: SmtpBehaviour = 'accept';
  private readonly waiting = new Set<() => void>();
  private readonly current = new Map<string, SmtpBehaviour>();

  /** A mail begins at MAIL FROM; what is decided there holds to its end. */
  begin(session: SMTPServerSession): void {
    const behaviour = this.queue.shift() ?? this.fallback;
    this.current.set(session.id, behaviour);
    this.shown.set(behaviour, (this.shown.get(behaviour) ?? 0) + 1);
  }

  behaviour(session: SMTPServerSession): SmtpBehaviour {
    return this.current.get(session.id) ?? 'accept';
  }

  checkRecipient(session: SMTPServerSession): Error | undefined {
    const behaviour = this.behaviour(session);
    if (behaviour === 'refuse-recipient') return refused();
    return behaviour === 'defer-recipient' ? deferred() : undefined;
  }

  async keep(session: SMTPServerSession, raw: Buffer): Promise<void> {
    const { mailFrom, rcptTo } = session.envelope;
    const mail = {
      from: mailFrom === false ? '' : mailFrom.address,
      to: rcptTo.map(({ address }) => address),
      raw,
      receivedAt: new Date(),
      secure: session.secure,
      user: session.user as string | undefined,
    };
    this.mails.push(mail);
    for (const wake of this.waiting) wake();
    await this.onTaken(mail);
  }

  waitFor(fits: (mail: ReceivedMail) => boolean, limitMs: number): Promise<ReceivedMail> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.mails.find(fits);
        if (found === undefined) return;
        clearTimeout(limit);
        this.waiting.delete(look);
        resolve(found);
      };
      const limit = setTimeout(() => {
        this.waiting.delete(look);
        reject(new Error(`No such mail came within ${limitMs} ms; ${this.mails.length} others did.`));
      }, limitMs);
      this.waiting.add(look);
      look();
    });
  }
}

/**
 * Cuts connections without a word. Always the topmost socket: Node crashes when the one below a TLS socket goes first.
 */
function cut(server: SMTPServer, fits: (id: string) => boolean): void {
  for (const connection of [...server.connections]) if (fits(connection.id)) connection._socket.destroy();
}

function createServer(
  peer: Peer,
  options: SmtpPeerOptions,
  certificates: { key?: string; cert?: string },
): SMTPServer {
  const { tls = 'none', auth } = options;
  const server: SMTPServer = new SMTPServer({
    ...certificates,
    secure: tls === 'tls',
    hideSTARTTLS: tls !== 'starttls',
    disabledCommands: [...(tls === 'starttls' ? [] : ['STARTTLS']), ...(auth === undefined ? ['AUTH'] : [])],
    authOptional: auth === undefined,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 1000,
    logger: false,
    authMethods: auth && 'token' in auth ? ['XOAUTH2'] : ['PLAIN', 'LOGIN'],
    onConnect: (_session, done) => {
      peer.connections.made += 1;
      peer.connections.open += 1;
      done();
    },
    onClose: () => void (peer.connections.open -= 1),
    onAuth: ({ username, password, accessToken }, _session, done) => {
      const secret = auth && ('token' in auth ? auth.token === accessToken : auth.password === password);
      const fits = username === auth?.user && secret;
      if (fits) done(null, { user: username });
      else done(new SmtpReply(535, '5.7.8 Wrong user name or password'));
    },
    onMailFrom: (_address, session, done) => {
      peer.begin(session);
      done();
    },
    onRcptTo: (_address, session, done) => done(peer.checkRecipient(session)),
    onData: (stream, session, done) => {
      if (peer.behaviour(session) === 'drop') return cut(server, (id) => id === session.id);
      buffer(stream).then(async (raw) => {
        const behaviour = peer.behaviour(session);
        if (behaviour === 'refuse') return done(refused());
        if (behaviour === 'defer') return done(deferred());
        await peer.keep(session, raw);
        if (behaviour === 'take-and-drop') return cut(server, (id) => id === session.id);
        done();
      }, done);
    },
  });
  return server;
}

/** Starts a real SMTP server on a random loopback port. It records what it accepts and misbehaves by script. */
export async function startSmtpPeer(options: SmtpPeerOptions = {}): Promise<SmtpPeer> {
  const peer = new Peer();
  const folder = mkdtempSync(join(tmpdir(), 'noxdesk-smtp-'));
  const usesTls = options.tls === 'tls' || options.tls === 'starttls';
  const { ca, cert, key } = usesTls
    ? createCertificates(folder)
    : { ca: '', cert: undefined, key: undefined };
  rmSync(folder, { recursive: true, force: true });
  const server = createServer(peer, options, usesTls ? { cert, key } : {});
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    host: '127.0.0.1',
    port,
    url: peerUrl(port, options),
    ca,
    mails: peer.mails,
    shown: peer.shown,
    connections: peer.connections,
    get onTaken() {
      return peer.onTaken;
    },
    set onTaken(hook) {
      peer.onTaken = hook;
    },
    hangUp: () => cut(server, () => true),
    script: (...behaviours) => void peer.queue.push(...behaviours),
    always: (behaviour) => void (peer.fallback = behaviour),
    waitFor: (fits, limitMs = 10_000) => peer.waitFor(fits, limitMs),
    stop: async () => {
      cut(server, () => true);
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
