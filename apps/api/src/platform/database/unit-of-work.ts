import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { Exchange, Step } from './exchange.js';
import { sql, type Statement } from './sql.js';

/** A transaction bound to one tenant. */
export interface Transaction {
  readonly tenantId: number;
  /**
   * Runs a named prepared statement on this transaction; its rows. Statements that do not need each other's answers
   * are started together: they share a round trip.
   */
  query<Row extends QueryResultRow>(statement: Statement, params?: readonly unknown[]): Promise<Row[]>;
  /**
   * Sends a statement whose answer nobody needs. Its failure takes the transaction back and is thrown in place of
   * what fails after it, at the commit at the latest.
   */
  send(statement: Statement, params?: readonly unknown[]): void;
  /** Runs once the transaction is committed; never when it is rolled back. */
  afterCommit(action: () => void): void;
}

/** A connection that breaks between two statements fails the next one; nobody else needs to hear of it. */
const tolerate = () => undefined;

/** The state of a transaction in which a statement has failed. */
const IN_FAILED_TRANSACTION = '25P02';

const BEGIN = sql('tx.begin', 'BEGIN');
const COMMIT = sql('tx.commit', 'COMMIT');
const SIGN_IN = sql('tx.tenant', `SELECT set_config('noxdesk.tenant', $1, true)`);
const CREATE_TENANT = sql('tx.new-tenant', 'SELECT create_tenant($1, $2, $3, $4) AS id');

class Open implements Transaction {
  readonly committed: (() => void)[] = [];
  readonly #sent: Promise<unknown>[] = [];
  #waiting: Step[] = [];
  #isBusy = false;
  #isOver = false;

  constructor(
    readonly tenantId: number,
    private readonly client: PoolClient,
  ) {}

  async query<Row extends QueryResultRow>(
    statement: Statement,
    params: readonly unknown[] = [],
  ): Promise<Row[]> {
    return (await this.start(statement, params).answer) as Row[];
  }

  send(statement: Statement, params: readonly unknown[] = []): void {
    this.await(this.start(statement, params).answer);
  }

  /** What is started before the loop turns, or while an exchange is under way, goes to the server in one write. */
  start(statement: Statement, params: readonly unknown[] = []): Step {
    // Its connection may serve another tenant by now.
    if (this.#isOver) throw new Error(`${statement.name} came after the end of its unit of work`);
    const step = new Step(statement, params);
    if (this.#waiting.push(step) === 1) process.nextTick(() => this.flush());
    return step;
  }

  flush(): void {
    if (this.#waiting.length === 0 || this.#isBusy) return;
    const steps = this.#waiting;
    this.#waiting = [];
    this.#isBusy = true;
    const ended = () => {
      this.#isBusy = false;
      this.flush();
    };
    this.client.query(new Exchange(steps, ended));
  }

  /** Nothing more can be started. */
  end(): void {
    this.#isOver = true;
  }

  /** Nothing that has not been sent will be. */
  drop(reason: Error): void {
    for (const step of this.#waiting.splice(0)) step.reject(reason);
  }

  /** Has the answer of a statement waited for when the transaction ends. */
  await(answer: Promise<unknown>): void {
    answer.catch(() => undefined);
    this.#sent.push(answer);
  }

  afterCommit(action: () => void): void {
    this.committed.push(action);
  }

  /** Resolves once everything that was sent has succeeded. */
  async settled(): Promise<void> {
    for (const answer of this.#sent) await answer;
  }
}

/** Reads that are all started before the first answer: they travel together, as one transaction. */
class Batch implements Transaction {
  readonly #steps: Step[] = [];
  #sent = false;

  constructor(readonly tenantId: number) {
    void this.query(SIGN_IN, [tenantId]).catch(() => undefined);
  }

  async query<Row extends QueryResultRow>(
    statement: Statement,
    params: readonly unknown[] = [],
  ): Promise<Row[]> {
    if (this.#sent) throw new Error(`${statement.name} came after the reads it belongs to were sent`);
    const step = new Step(statement, params);
    this.#steps.push(step);
    return (await step.answer) as Row[];
  }

  send(): never {
    throw new Error('What only reads does not write');
  }

  afterCommit(): never {
    throw new Error('What only reads does not commit');
  }

  take(): Exchange {
    this.#sent = true;
    return new Exchange(this.#steps);
  }
}

/**
 * One transaction per command or job. It signs the tenant into the connection for row-level security, and
 * everything called inside takes part in it through {@link UnitOfWork.tx}.
 */
@Injectable()
export class UnitOfWork {
  readonly #open = new AsyncLocalStorage<Transaction>();
  readonly #beforeCommit: ((tx: Transaction) => Promise<void>)[] = [];
  // TypeORM's own; its query runners would cost more than most statements.
  readonly #pool: Pool;

  constructor(dataSource: DataSource) {
    this.#pool = (dataSource.driver as PostgresDriver).master as Pool;
  }

  /** The transaction one is in. @throws Error outside of one: nothing is read or written without a tenant */
  get tx(): Transaction {
    const open = this.#open.getStore();
    if (!open) throw new Error('No unit of work is open: database access needs a tenant');
    return open;
  }

  /** Runs `work` in a transaction of the tenant: a new one, or the one already open for the same tenant. */
  async run<Result>(tenantId: number, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    const outer = this.#open.getStore();
    if (outer) {
      if (outer.tenantId !== tenantId) throw new Error('A unit of work belongs to one tenant');
      return work(outer);
    }
    assertTenant(tenantId);
    return this.#transaction(async (client) => {
      const open = new Open(tenantId, client);
      // They travel with the first statement of the work.
      open.send(BEGIN);
      open.send(SIGN_IN, [tenantId]);
      return open;
    }, work);
  }

  /**
   * Reads in one round trip, transaction included. `work` starts all its statements before the first answer comes; one
   * that is started later is refused. Inside of an open unit of work it takes part in that one.
   */
  async read<Result>(tenantId: number, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    if (this.#open.getStore()) return this.run(tenantId, work);
    assertTenant(tenantId);
    const client = await this.#connect();
    const batch = new Batch(tenantId);
    try {
      const result = this.#open.run(batch, work, batch);
      // Once all that can go on without an answer has gone on.
      process.nextTick(() => client.query(batch.take()));
      return await result;
    } finally {
      client.release();
    }
  }

  /** Adds a tenant and runs `work` in the same transaction, as that tenant. */
  async runAsNewTenant<Result>(
    tenant: { slug: string; name: string; hosts: readonly string[]; createdAt: Date },
    work: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> {
    return this.#transaction(async (client) => {
      const begin = new Step(BEGIN);
      const create = new Step(CREATE_TENANT, [tenant.slug, tenant.name, tenant.hosts, tenant.createdAt]);
      client.query(new Exchange([begin, create]));
      const [[row]] = await Promise.all([create.answer, begin.answer]);
      return new Open((row as { id: number }).id, client);
    }, work);
  }

  /** Has something done at the end of every transaction, as part of it. */
  beforeCommit(action: (tx: Transaction) => Promise<void>): void {
    this.#beforeCommit.push(action);
  }

  async #transaction<Result>(
    begin: (client: PoolClient) => Promise<Open>,
    work: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> {
    const client = await this.#connect();
    let open: Open | undefined;
    let broken: Error | undefined;
    try {
      open = await begin(client);
      const { committed } = open;
      const result = await this.#open.run(open, work, open);
      for (const action of this.#beforeCommit) await this.#open.run(open, action, open);
      // Sent at once: of a transaction in which something has failed, the server makes a rollback.
      const commit = open.start(COMMIT);
      open.await(commit.answer);
      open.end();
      open.flush();
      await open.settled();
      if (commit.command !== 'COMMIT') throw new Error('A failed statement was passed over');
      for (const action of committed) action();
      return result;
    } catch (error) {
      // What waits to be sent belongs to the transaction that is taken back, not to the next one.
      open?.end();
      open?.drop(error as Error);
      await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
      // What was sent before and failed is the cause; that the transaction has failed is only the consequence.
      if ((error as { code?: string }).code === IN_FAILED_TRANSACTION) await open?.settled();
      throw error;
    } finally {
      // A connection that could not roll back is closed, not handed to the next one.
      client.release(broken);
    }
  }

  /** Runs work that belongs to no transaction, such as a job begun from inside one. */
  outside<Result>(work: () => Result): Result {
    return this.#open.exit(work);
  }

  /**
   * Calls one of the reviewed functions that look across tenants (sign-in, sweeps): they run as their owner and
   * answer ids or what the call needs, nothing else.
   */
  async definer<Row extends QueryResultRow>(
    statement: Statement,
    params: readonly unknown[] = [],
  ): Promise<Row[]> {
    const client = await this.#connect();
    try {
      const step = new Step(statement, params);
      client.query(new Exchange([step]));
      return (await step.answer) as Row[];
    } finally {
      client.release();
    }
  }

  async #connect(): Promise<PoolClient> {
    const client = await this.#pool.connect();
    if (!client.listeners('error').includes(tolerate)) client.on('error', tolerate);
    return client;
  }
}

function assertTenant(tenantId: number): void {
  if (!Number.isSafeInteger(tenantId) || tenantId < 1) throw new Error('A tenant id is a positive integer');
}
