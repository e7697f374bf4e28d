import { Injectable } from '@nestjs/common';
import type { ChangeMailAccount, CreateMailAccount } from '@noxdesk/contracts';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { TenantCache } from '../../platform/database/tenant-cache.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { EgressGuard } from '../../platform/egress/egress-guard.js';
import type { Cursor } from '../../platform/http/cursor.js';
import { invalidField, ProblemError } from '../../platform/http/problem.js';
import { type AccountDraft, changedAccount, newAccount, refusedFields } from './account-input.js';
import type { MailAccount, OwnMailbox } from './mail-account.js';
import { type MailCounts, MailAccountsRepository } from './mail-accounts.repository.js';

@Injectable()
export class MailAccountsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: MailAccountsRepository,
    private readonly guard: EgressGuard,
    private readonly cache: TenantCache,
    private readonly clock: Clock,
  ) {}

  page(tenantId: number, cursor: Cursor | undefined, limit: number): Promise<MailAccount[]> {
    return this.unitOfWork.run(tenantId, () => this.accounts.page(cursor, limit));
  }

  /** @throws ProblemError `not_found` */
  get(tenantId: number, id: string): Promise<MailAccount> {
    return this.unitOfWork.run(tenantId, async () => {
      const account = await this.accounts.get(id);
      if (!account) throw new ProblemError('not_found');
      return account;
    });
  }

  /** Null where there is no such account. In the transaction one is in. */
  find(id: string): Promise<MailAccount | null> {
    return this.accounts.get(id);
  }

  /**
   * The account that mail of a department goes out from: its own, else another one of the tenant, so that answers
   * still have a way back; null where it has none. In the transaction one is in.
   */
  async forDepartment(departmentId: number): Promise<OwnMailbox | null> {
    const enabled = (await this.#mailboxes()).filter(({ enabled }) => enabled);
    return enabled.find(({ department }) => department === departmentId) ?? enabled[0] ?? null;
  }

  /** What mails have to know of an account; null where it is gone. In the transaction one is in. */
  async mailbox(id: string): Promise<OwnMailbox | null> {
    return (await this.#mailboxes()).find((mailbox) => mailbox.id === id) ?? null;
  }

  /** Where mail goes whose account is gone. In the transaction one is in. */
  firstDepartment(): Promise<number> {
    return this.accounts.firstDepartment();
  }

  /** Every address that mail to the tenant goes to. In the transaction one is in. */
  async addresses(): Promise<string[]> {
    return (await this.#mailboxes()).map(({ address }) => address);
  }

  #mailboxes(): Promise<OwnMailbox[]> {
    return this.cache.get('mailboxes', () => this.accounts.mailboxes());
  }

  async create(tenantId: number, body: CreateMailAccount): Promise<MailAccount> {
    const draft = newAccount(body);
    const id = uuidv7();
    return this.unitOfWork.run(tenantId, async () => {
      await this.#check(draft);
      await refusingTakenAddress(() =>
        this.accounts.add(id, draft.settings, draft.secrets, this.clock.now()),
      );
      return this.get(tenantId, id);
    });
  }

  async change(tenantId: number, id: string, body: ChangeMailAccount): Promise<MailAccount> {
    return this.unitOfWork.run(tenantId, async () => {
      const account = await this.accounts.getForUpdate(id);
      if (!account) throw new ProblemError('not_found');
      const draft = changedAccount(account, body);
      await this.#check(draft);
      await refusingTakenAddress(() =>
        this.accounts.change(id, draft.settings, draft.secrets, this.clock.now()),
      );
      return this.get(tenantId, id);
    });
  }

  /** What came through the account stays in the ledger. */
  async remove(tenantId: number, id: string): Promise<void> {
    await this.unitOfWork.run(tenantId, async () => {
      await this.get(tenantId, id);
      await this.accounts.remove(id);
    });
  }

  /** Asks for a fetch now. False where the account is switched off. @throws ProblemError `not_found` */
  async fetchNow(tenantId: number, id: string): Promise<boolean> {
    return this.unitOfWork.run(tenantId, async () => {
      await this.get(tenantId, id);
      return this.accounts.dueNow(id, this.clock.now());
    });
  }

  /** By account: how many mails came in, and how many wait for something. */
  counts(tenantId: number, ids: readonly string[]): Promise<Map<string, MailCounts>> {
    const dayAgo = new Date(this.clock.now().getTime() - 86_400_000);
    return this.unitOfWork.run(tenantId, () => this.accounts.counts(ids, dayAgo));
  }

  /** Every account of a tenant, by address. */
  all(tenantId: number): Promise<MailAccount[]> {
    return this.unitOfWork.run(tenantId, () => this.accounts.all());
  }

  /** The account, held until the transaction one is in is over; null where it is gone. */
  watch(id: string): Promise<MailAccount | null> {
    return this.accounts.getForUpdate(id);
  }

  /** @param since null: it is over. In the transaction one is in. */
  setIncident(id: string, since: Date | null): Promise<void> {
    return this.accounts.setIncident(id, since);
  }

  /** In the transaction one is in. */
  setWarned(id: string, warned: MailAccount['warned']): Promise<void> {
    return this.accounts.setWarned(id, warned);
  }

  async #check(draft: AccountDraft): Promise<void> {
    const errors = refusedFields(draft, (host) => this.guard.admits(host));
    if (errors.length > 0) throw new ProblemError('invalid_input', { errors });
    const { department } = draft.settings;
    if (!(await this.accounts.hasDepartment(department))) {
      throw invalidField('department', 'unknown_value', { value: department });
    }
  }
}

async function refusingTakenAddress(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if ((error as { code?: string }).code !== '23505') throw error;
    throw new ProblemError('conflict', { errors: [{ field: 'address', code: 'duplicate' }] });
  }
}
