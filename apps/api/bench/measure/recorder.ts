import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A statement as it went over the wire: the text with its parameters as text, or a simple query. */
export interface Step {
  /** The label of the prepared statement; '' for a simple query. */
  label: string;
  /** The whole name, which tells the statement's text too. */
  name: string | undefined;
  text: string;
  values: (string | null)[];
  /** The Sync it went with: statements of one Sync outside of a transaction block are a transaction. */
  exchange: number;
  /** It was sent without waiting for the answer to the step before. */
  pipelined: boolean;
}

export interface Recording {
  steps: Step[];
  /** How often somebody waited for the database. */
  roundTrips: number;
}

/**
 * Stands between the application and PostgreSQL and notes what goes through (protocol 3.0, frontend messages). So the
 * floor runs the very statements that the application runs, and round trips are counted, not guessed.
 */
export class Recorder {
  #steps: Step[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server;

  private constructor(private readonly target: { host: string; port: number }) {
    this.#server = createServer((client) => this.#serve(client));
  }

  static async start(databaseUrl: string): Promise<{ recorder: Recorder; url: string }> {
    const url = new URL(databaseUrl);
    const recorder = new Recorder({ host: url.hostname, port: Number(url.port) });
    await new Promise<void>((done) => recorder.#server.listen(0, '127.0.0.1', done));
    url.port = String((recorder.#server.address() as AddressInfo).port);
    return { recorder, url: url.href };
  }

  /** What passes while `work` runs. */
  async record(work: () => Promise<unknown>): Promise<Recording> {
    this.#steps = [];
    await work();
    const steps = this.#steps.filter(({ label }) => !BACKGROUND.has(label));
    this.#steps = [];
    return { steps, roundTrips: steps.filter(({ pipelined }) => !pipelined).length };
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((done) => this.#server.close(done));
  }

  #serve(client: Socket): void {
    const server = connect(this.target);
    const session = new Session((step) => this.#steps.push(step));
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.on('data', (chunk) => {
      session.fromClient(chunk);
      server.write(chunk);
    });
    server.on('data', (chunk) => {
      session.fromServer(chunk);
      client.write(chunk);
    });
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  }
}

/** What the application asks by itself, whoever calls. */
const BACKGROUND = new Set(['outbox.claim']);

const LENGTH = 4;

/** Cuts a stream into messages; the first one of a client has no type. */
class Messages {
  #rest: Buffer = Buffer.alloc(0);

  constructor(private untyped: boolean) {}

  *take(chunk: Buffer): Generator<{ type: string; body: Buffer }> {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const head = this.untyped ? 0 : 1;
      if (this.#rest.length < head + LENGTH) return;
      const end = head + this.#rest.readInt32BE(head);
      if (this.#rest.length < end) return;
      const type = this.untyped ? '' : String.fromCharCode(this.#rest[0]!);
      const body = this.#rest.subarray(head + LENGTH, end);
      this.#rest = this.#rest.subarray(end);
      this.untyped = false;
      yield { type, body };
    }
  }
}

class Session {
  readonly #client = new Messages(true);
  readonly #server = new Messages(false);
  readonly #texts = new Map<string, string>();
  #waiting = 0;
  /** Statements have gone out that no Sync has ended yet. */
  #unfinished = false;
  #exchange = 0;

  constructor(private readonly note: (step: Step) => void) {}

  fromClient(chunk: Buffer): void {
    for (const { type, body } of this.#client.take(chunk)) {
      if (type === 'P') {
        const [name, text] = strings(body, 2);
        this.#texts.set(name!, text!);
      } else if (type === 'B') {
        this.#bind(body);
      } else if (type === 'Q') {
        this.#add({ label: '', name: undefined, text: strings(body, 1)[0]!, values: [] });
        this.#end();
      } else if (type === 'S') {
        this.#end();
      }
    }
  }

  fromServer(chunk: Buffer): void {
    // ReadyForQuery answers a Sync or a simple query.
    for (const { type } of this.#server.take(chunk))
      if (type === 'Z' && this.#waiting > 0) this.#waiting -= 1;
  }

  #bind(body: Buffer): void {
    const [portal, name] = strings(body, 2);
    let at = Buffer.byteLength(portal!) + Buffer.byteLength(name!) + 2;
    at += 2 + body.readInt16BE(at) * 2;
    const count = body.readInt16BE(at);
    at += 2;
    const values: (string | null)[] = [];
    for (let i = 0; i < count; i += 1) {
      const length = body.readInt32BE(at);
      at += 4;
      values.push(length < 0 ? null : body.toString('utf8', at, at + length));
      at += Math.max(0, length);
    }
    this.#add({ label: name!.split(':')[0]!, name: name!, text: this.#texts.get(name!) ?? '', values });
  }

  #add(step: Omit<Step, 'pipelined' | 'exchange'>): void {
    this.note({ ...step, exchange: this.#exchange, pipelined: this.#unfinished || this.#waiting > 0 });
    this.#unfinished = true;
  }

  #end(): void {
    this.#waiting += 1;
    this.#unfinished = false;
    this.#exchange += 1;
  }
}

function strings(body: Buffer, count: number): string[] {
  const found: string[] = [];
  let from = 0;
  while (found.length < count) {
    const end = body.indexOf(0, from);
    found.push(body.toString('utf8', from, end));
    from = end + 1;
  }
  return found;
}
