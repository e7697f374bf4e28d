import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import type { PoolClient, QueryResultRow } from 'pg';
import type { Statement } from './sql.js';

/** A transaction bound to one tenant. */
export interface Transaction {
  readonly tenantId: number;
  /** TypeORM's manager on this transaction. */
  readonly manager: EntityManager;
  /** Runs a named prepared statement on this transaction; the driver's rows. */
  query<Row extends QueryResultRow>(statement: Statement, params?: readonly unknown[]): Promise<Row[]>;
  /** Runs once the transaction is committed; never when it is rolled back. */
  afterCommit(action: () => void): void;
}

class Open implements Transaction {
  readonly committed: (() => void)[] = [];

  constructor(
    readonly tenantId: number,
    private readonly runner: QueryRunner,
    private readonly client: PoolClient,
  ) {}

  get manager(): EntityManager {
    return this.runner.manager;
  }

  async query<Row extends QueryResultRow>(
    statement: Statement,
    params: readonly unknown[] = [],
  ): Promise<Row[]> {
    const { rows } = await this.client.query<Row>({ ...statement, values: [...params] });
    return rows;
  }

  afterCommit(action: () => void): void {
    this.committed.push(action);
  }
}

/**
 * One transaction per command or job. It signs the tenant into the connection for row-level security, and
 * everything called inside takes part in it through {@link UnitOfWork.tx}.
 */
@Injectable()
export class UnitOfWork {
  readonly #open = new AsyncLocalStorage<Open>();

  constructor(private readonly dataSource: DataSource) {}

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
      // One round trip; the id is a checked integer, since SET takes no parameters.
      await client.query(`BEGIN; SET LOCAL noxdesk.tenant = '${tenantId}'`);
      return tenantId;
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
      return rows[0]!.id;
    }, work);
  }

  async #transaction<Result>(
    begin: (client: PoolClient) => Promise<number>,
    work: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> {
    const runner = this.dataSource.createQueryRunner();
    let broken: unknown;
    try {
      const client = (await runner.connect()) as PoolClient;
      try {
        const open = new Open(await begin(client), runner, client);
        // TypeORM is told that a transaction is open, so that its manager does not begin one inside.
        Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
        const result = await this.#open.run(open, () => work(open));
        await client.query('COMMIT');
        for (const action of open.committed) action();
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch((failure: unknown) => (broken = failure));
        throw error;
      } finally {
        Object.assign(runner, { isTransactionActive: false, transactionDepth: 0 });
      }
    } finally {
      // A connection that could not roll back is closed, not handed to the next one.
      const { releasePostgresConnection } = runner as QueryRunner & {
        releasePostgresConnection(error?: unknown): Promise<void>;
      };
      await releasePostgresConnection.call(runner, broken);
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
    const runner = this.dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as PoolClient;
      const { rows } = await client.query<Row>({ ...statement, values: [...params] });
      return rows;
    } finally {
      await runner.release();
    }
  }
}
