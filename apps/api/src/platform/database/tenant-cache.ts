import { Injectable } from '@nestjs/common';
import { sql } from './sql.js';
import { type Transaction, UnitOfWork } from './unit-of-work.js';

const VERSION = sql('tenants.config-version', `SELECT config_version FROM tenants WHERE id = $1`);

/** Tenants times what is remembered of each; beyond it everything is forgotten. */
const MOST_KEPT = 20_000;

interface Kept {
  version: string;
  value: unknown;
}

/**
 * Remembers what rarely changes about tenants: settings, policies, templates. It holds for as long as the tenant's
 * `config_version` stays, which triggers move with every change of these tables: so a transaction that begins after
 * a change is committed never sees what was before it, in whichever process.
 */
@Injectable()
export class TenantCache {
  readonly #kept = new Map<string, Kept>();
  readonly #versions = new WeakMap<Transaction, Promise<string>>();

  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * In the unit of work one is in, as it was when that first asked; not for one that changes it itself.
   * @param load reads it anew in the same unit of work; what it answers is shared, and nobody changes it
   */
  async get<Value>(name: string, load: () => Promise<Value>): Promise<Value> {
    const { tx } = this.unitOfWork;
    const key = `${tx.tenantId} ${name}`;
    const version = await this.#versionFor(tx);
    const kept = this.#kept.get(key);
    if (kept?.version === version) return kept.value as Value;
    // Read after the version: at worst it is newer than it claims to be, and is read once more.
    const value = await load();
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    this.#kept.set(key, { version, value });
    return value;
  }

  /** Has the version asked for along with what else is started now, so that {@link get} need not wait for it. */
  async prepare(): Promise<void> {
    await this.#versionFor(this.unitOfWork.tx);
  }

  #versionFor(tx: Transaction): Promise<string> {
    const known = this.#versions.get(tx) ?? this.#read(tx);
    this.#versions.set(tx, known);
    return known;
  }

  async #read(tx: Transaction): Promise<string> {
    const [row] = await tx.query<{ config_version: string }>(VERSION, [tx.tenantId]);
    return row!.config_version;
  }
}
