import { connect, type Socket } from 'node:net';

export interface FloodOptions {
  url: string;
  token: string;
  /** Of the one request that is made again and again. */
  path: string;
  connections: number;
  seconds: number;
  /** Requests a second over all connections; as many as are answered where it is not given. */
  rate?: number;
}

export interface FloodResult {
  /** How long it took. */
  seconds: number;
  served: number;
  /** With 503. */
  refused: number;
  /** Of the served ones, in milliseconds. */
  p50: number;
  p95: number;
  /** Its own processor time, in milliseconds. */
  cpuMs: number;
}

/** How often it is looked at how many are due. */
const TICK_MS = 2;
const END_OF_HEAD = Buffer.from('\r\n\r\n');

interface Connection {
  socket: Socket;
  askedAt: number;
  status: number;
  /** Of the answer that is coming, or null while its head is not complete. */
  missing: number | null;
  head: Buffer | undefined;
}

/**
 * Asks over many connections for as little of the processor as can be: the request is written once, and of an answer
 * only its status and its end are looked for. So the one who floods is not who starves the others of the machine.
 */
export class FloodClient {
  readonly #request: Buffer;
  readonly #free: Connection[] = [];
  readonly #times: number[] = [];
  readonly #odd = new Map<number, number>();
  #refused = 0;
  #sent = 0;
  #isOver = false;

  constructor(private readonly options: FloodOptions) {
    const { url, path, token } = options;
    const lines = [`GET ${path} HTTP/1.1`, `host: ${new URL(url).host}`, `authorization: Bearer ${token}`];
    this.#request = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
  }

  /** @throws Error where something else was answered than a success or 503, or nothing at all */
  async run(): Promise<FloodResult> {
    const { connections, seconds } = this.options;
    const opened = await Promise.all(Array.from({ length: connections }, () => this.#open()));
    const usage = process.cpuUsage();
    const begun = performance.now();
    this.#free.push(...opened);
    const timer = setInterval(() => this.#sendDue(begun), TICK_MS);
    await new Promise((done) => setTimeout(done, seconds * 1_000));
    clearInterval(timer);
    this.#isOver = true;
    const took = performance.now() - begun;
    const { user, system } = process.cpuUsage(usage);
    for (const { socket } of opened) socket.destroy();
    return this.#result(took, (user + system) / 1_000);
  }

  #sendDue(begun: number): void {
    const { rate } = this.options;
    const due = rate === undefined ? Infinity : ((performance.now() - begun) * rate) / 1_000;
    while (this.#free.length > 0 && this.#sent < due) this.#send(this.#free.shift()!);
  }

  #send(connection: Connection): void {
    this.#sent += 1;
    connection.askedAt = performance.now();
    connection.socket.write(this.#request);
  }

  #open(): Promise<Connection> {
    const { hostname, port } = new URL(this.options.url);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    const connection: Connection = { socket, askedAt: 0, status: 0, missing: null, head: undefined };
    return new Promise((resolve, reject) => {
      socket.once('connect', () => resolve(connection));
      socket.once('error', reject);
      socket.on('data', (chunk: Buffer) => this.#read(connection, chunk));
      socket.on('close', () => {
        if (!this.#isOver) this.#note(connection, 0);
      });
    });
  }

  #read(connection: Connection, chunk: Buffer): void {
    if (connection.missing === null) {
      const all = connection.head ? Buffer.concat([connection.head, chunk]) : chunk;
      const end = all.indexOf(END_OF_HEAD);
      connection.head = all;
      if (end < 0) return;
      const head = all.toString('latin1', 0, end);
      connection.head = undefined;
      connection.status = Number(head.slice(9, 12));
      const length = Number(/\ncontent-length: (\d+)/i.exec(head)![1]);
      connection.missing = length - (all.length - end - END_OF_HEAD.length);
    } else {
      connection.missing -= chunk.length;
    }
    if (connection.missing > 0) return;
    connection.missing = null;
    this.#note(connection, connection.status);
    if (this.options.rate === undefined && !this.#isOver) this.#send(connection);
    else this.#free.push(connection);
  }

  #note(connection: Connection, status: number): void {
    if (status === 200) this.#times.push(performance.now() - connection.askedAt);
    else if (status === 503) this.#refused += 1;
    else this.#odd.set(status, (this.#odd.get(status) ?? 0) + 1);
  }

  #result(took: number, cpuMs: number): FloodResult {
    const times = this.#times.sort((a, b) => a - b);
    if (this.#odd.size > 0) {
      const told = [...this.#odd].map(([status, count]) => `${count} × ${status || 'hung up'}`);
      throw new Error(`${this.options.path} on ${this.options.url}: ${told.join(', ')}`);
    }
    // None at all: everybody has waited for as long as it was measured.
    if (times.length === 0) times.push(took);
    const percentile = (share: number) =>
      times[Math.min(times.length - 1, Math.floor(times.length * share))]!;
    return {
      seconds: took / 1_000,
      served: times.length,
      refused: this.#refused,
      p50: percentile(0.5),
      p95: percentile(0.95),
      cpuMs,
    };
  }
}
