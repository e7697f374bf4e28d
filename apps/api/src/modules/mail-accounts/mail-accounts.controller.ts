import { Controller } from '@nestjs/common';
import { DEFAULT_PAGE_SIZE, endpoints, type MailAccount as Presented } from '@noxdesk/contracts';
import { Clock } from '../../platform/clock/clock.js';
import type { Caller } from '../../platform/http/caller.js';
import { Cursors, readPage } from '../../platform/http/cursor.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { AccountCheck } from './account-check.js';
import type { MailAccount } from './mail-account.js';
import { presentMailAccount } from './mail-account.presenter.js';
import { MailAccountsService } from './mail-accounts.service.js';

const { mailAccounts } = endpoints;
const NO_MAILS = { day: 0, waiting: 0, quarantined: 0, failed: 0 };

@Controller(API_PREFIX)
export class MailAccountsController {
  constructor(
    private readonly service: MailAccountsService,
    private readonly check: AccountCheck,
    private readonly cursors: Cursors,
    private readonly clock: Clock,
  ) {}

  @Route(mailAccounts.list)
  async list(@From() caller: Caller, @Input() { query, rawQuery }: InputOf<typeof mailAccounts.list>) {
    const page = await readPage({
      cursors: this.cursors,
      path: '/tickets/api/mail-accounts/',
      raw: rawQuery,
      limit: query.limit ?? DEFAULT_PAGE_SIZE,
      at: (account: MailAccount) => [account.id],
      read: (cursor, limit) => this.service.page(caller.tenantId, cursor, limit),
    });
    return { ...page, results: await this.#present(caller, page.results) };
  }

  @Route(mailAccounts.get)
  async get(@From() caller: Caller, @Input() { params }: InputOf<typeof mailAccounts.get>) {
    return this.#presentOne(caller, await this.service.get(caller.tenantId, params.id));
  }

  @Route(mailAccounts.create)
  async create(@From() caller: Caller, @Input() { body }: InputOf<typeof mailAccounts.create>) {
    return this.#presentOne(caller, await this.service.create(caller.tenantId, body));
  }

  @Route(mailAccounts.change)
  async change(@From() caller: Caller, @Input() { params, body }: InputOf<typeof mailAccounts.change>) {
    return this.#presentOne(caller, await this.service.change(caller.tenantId, params.id, body));
  }

  @Route(mailAccounts.remove)
  async remove(@From() caller: Caller, @Input() { params }: InputOf<typeof mailAccounts.remove>) {
    await this.service.remove(caller.tenantId, params.id);
  }

  @Route(mailAccounts.test)
  async test(@From() caller: Caller, @Input() { params }: InputOf<typeof mailAccounts.test>) {
    return this.check.run(await this.service.get(caller.tenantId, params.id), caller.locale);
  }

  @Route(mailAccounts.fetch)
  async fetch(@From() caller: Caller, @Input() { params }: InputOf<typeof mailAccounts.fetch>) {
    return { queued: await this.service.fetchNow(caller.tenantId, params.id) };
  }

  async #presentOne(caller: Caller, account: MailAccount): Promise<Presented> {
    const [presented] = await this.#present(caller, [account]);
    return presented!;
  }

  async #present({ tenantId, locale }: Caller, accounts: readonly MailAccount[]): Promise<Presented[]> {
    const counts = await this.service.counts(
      tenantId,
      accounts.map(({ id }) => id),
    );
    const now = this.clock.now();
    return accounts.map((account) =>
      presentMailAccount(account, counts.get(account.id) ?? NO_MAILS, { locale, now }),
    );
  }
}
