import type { Connection, QueryResultRow, Submittable } from 'pg';
import type { Statement } from './sql.js';
import { parserOf, toWire } from './wire-values.js';

/** What of the driver's connection is used here; it is public there, and not in its types. */
interface Wire extends Connection {
  stream: Connection['stream'] & { cork(): void; uncork(): void };
}

interface Column {
  name: string;
  parse: (text: string) => unknown;
}

/** A statement as one connection knows it. */
interface Prepared {
  columns: readonly Column[];
  /** A row with every column, to copy: rows of one shape are what the engine is fastest with. */
  empty: QueryResultRow;
}

/** Which statements a connection has prepared, and which may or may not be: their preparation met an error. */
interface Session {
  prepared: Map<string, Prepared>;
  doubtful: Set<string>;
}

const sessions = new WeakMap<object, Session>();

function sessionOf(connection: object): Session {
  let session = sessions.get(connection);
  if (!session) sessions.set(connection, (session = { prepared: new Map(), doubtful: new Set() }));
  return session;
}

/** One statement of an exchange; settled as soon as its answer is there. */
export class Step {
  readonly answer: Promise<QueryResultRow[]>;
  /** What the server says it has done, as `COMMIT`. */
  command = '';
  readonly rows: QueryResultRow[] = [];
  resolve!: (rows: QueryResultRow[]) => void;
  reject!: (error: Error) => void;

  constructor(
    readonly statement: Statement,
    readonly params: readonly unknown[] = [],
  ) {
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
}

/**
 * Statements that go to the server in one write and come back in one read, by the extended protocol (PostgreSQL
 * manual, 54.2.3 and 54.2.4): one Sync at the end. Outside of a transaction block they are one transaction. Where one
 * fails, those after it are not run and fail with it. A statement is described once per connection: rows that come
 * later are read by what was learned then.
 */
export class Exchange implements Submittable {
  #at = 0;
  #fresh = new Set<string>();
  #session: Session | undefined;

  /** @param ended called once the connection is free for the next exchange, or broken */
  constructor(
    private readonly steps: readonly Step[],
    private readonly ended: () => void = () => undefined,
  ) {}

  submit(connection: Connection): null {
    const wire = connection as Wire;
    this.#session = sessionOf(connection);
    wire.stream.cork();
    try {
      for (const step of this.steps) this.#send(wire, step, this.#session);
      wire.sync();
    } finally {
      wire.stream.uncork();
    }
    return null;
  }

  #send(wire: Wire, { statement, params }: Step, session: Session): void {
    const { name, text } = statement;
    const isKnown = session.prepared.has(name);
    if (!isKnown) {
      // Closing what does not exist is no error.
      if (session.doubtful.delete(name)) wire.close({ type: 'S', name }, false);
      wire.parse({ name, text, types: [] }, false);
      session.prepared.set(name, { columns: [], empty: {} });
      this.#fresh.add(name);
    }
    wire.bind({ statement: name, values: params.map(toWire) }, false);
    if (!isKnown) wire.describe({ type: 'P', name: '' }, false);
    wire.execute({}, false);
  }

  handleRowDescription(message: { fields: readonly { name: string; dataTypeID: number }[] }): void {
    const columns = message.fields.map(({ name, dataTypeID }) => ({ name, parse: parserOf(dataTypeID) }));
    const empty = Object.fromEntries(columns.map(({ name }) => [name, null]));
    this.#session!.prepared.set(this.#current.statement.name, { columns, empty });
  }

  handleDataRow(message: { fields: readonly (string | null)[] }): void {
    const step = this.#current;
    const { columns, empty } = this.#session!.prepared.get(step.statement.name)!;
    const { fields } = message;
    const row: QueryResultRow = { ...empty };
    for (let i = 0; i < columns.length; i += 1) {
      const field = fields[i] as string | null;
      if (field !== null) row[columns[i]!.name] = columns[i]!.parse(field);
    }
    step.rows.push(row);
  }

  handleCommandComplete(message: { text: string }): void {
    const step = this.#current;
    step.command = message.text;
    this.#at += 1;
    step.resolve(step.rows);
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' });
  }

  handlePortalSuspended(): void {
    // Rows are never asked for in portions.
  }

  handleReadyForQuery(): void {
    // Every step has been settled by its own answer, or by the error.
    this.ended();
  }

  handleError(error: Error): void {
    const rest = this.steps.slice(this.#at);
    this.#at = this.steps.length;
    // What was to be prepared from here on may or may not have been.
    for (const { statement } of rest) {
      if (!this.#fresh.has(statement.name)) continue;
      this.#session?.prepared.delete(statement.name);
      this.#session?.doubtful.add(statement.name);
    }
    for (const step of rest) step.reject(error);
    this.ended();
  }

  get #current(): Step {
    return this.steps[this.#at]!;
  }
}
