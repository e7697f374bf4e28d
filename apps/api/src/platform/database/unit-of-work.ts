import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { Statement } from './sql.js';

/** A transaction bound to one tenant. */
export interface Transaction {
  readonly tenantId: number;
  /**
   * Runs a named prepared statement on this transaction; the driver's rows. Statements that do not need each other's
   * answers are started together: they share a round trip.
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

class Open implements Transaction {
  readonly committed: (() => void)[] = [];
  readonly #sent: Promise<unknown>[] = [];

  constructor(
    readonly tenantId: number,
    private readonly client: PoolClient,
  ) {}

  async query<Row extends QueryResultRow>(
    statement: Statement,
    params: readonly unknown[] = [],
  ): Promise<Row[]> {
    const { rows } = await this.client.query<Row>({ ...statement, values: [...params] });
    return rows;
  }

  send(statement: Statement, params: readonly unknown[] = []): void {
    this.await(this.client.query({ ...statement, values: [...params] }));
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

/**
 * One transaction per command or job. It signs the tenant into the connection for row-level security, and
 * everything called inside takes part in it through {@link UnitOfWork.tx}.
 */
@Injectable()
export class UnitOfWork {
  readonly #open = new AsyncLocalStorage<Open>();
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
    if (!Number.isSafeInteger(tenantId) || tenantId < 1) throw new Error('A tenant id is a positive integer');
    return this.#transaction(async (client) => {
      const open = new Open(tenantId, client);
      // It travels with the first statement of the work; should it fail, that finds no rows, and the commit throws.
      // The id is a checked integer, since SET takes no parameters.
      open.await(client.query(`BEGIN; SET LOCAL noxdesk.tenant = '${tenantId}'`));
      return open;
    }, work);
  }

  /** Adds a tenant and runs `work` in the same transaction, as that tenant. */
  async runAsNewTenant<Result>(
    tenant: { slug: string; name: string; hosts: readonly string[]; createdAt: Date },
    work: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> {
    return this.#transaction(async (client) => {
      await client.query('BEGIN');
      const { rows } = await client.query<{ id: number }>('SELECT create_tenant($1, $2, $3, $4) AS id', [
        tenant.slug,
        tenant.name,
        tenant.hosts,
        tenant.createdAt,
      ]);
      return new Open(rows[0]!.id, client);
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
      const commit = client.query('COMMIT');
      open.await(commit);
      await open.settled();
      if ((await commit).command !== 'COMMIT') throw new Error('A failed statement was passed over');
      for (const action of committed) action();
      return result;
    } catch (error) {
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
      const { rows } = await client.query<Row>({ ...statement, values: [...params] });
      return rows;
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
