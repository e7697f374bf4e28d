import { Controller } from '@nestjs/common';
import { DEFAULT_PAGE_SIZE, endpoints } from '@noxdesk/contracts';
import type { Caller } from '../../platform/http/caller.js';
import { Cursors, readPage } from '../../platform/http/cursor.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { AccountCheck } from './account-check.js';
import type { MailAccount } from './mail-account.js';
import { presentMailAccount } from './mail-account.presenter.js';
import { MailAccountsService } from './mail-accounts.service.js';

const { mailAccounts } = endpoints;

@Controller(API_PREFIX)
export class MailAccountsController {
  constructor(
    private readonly service: MailAccountsService,
    private readonly check: AccountCheck,
    private readonly cursors: Cursors,
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
    return { ...page, results: page.results.map((account) => presentMailAccount(account, caller.locale)) };
  }

  @Route(mailAccounts.get)
  async get(@From() caller: Caller, @Input() { params }: InputOf<typeof mailAccounts.get>) {
    return presentMailAccount(await this.service.get(caller.tenantId, params.id), caller.locale);
  }

  @Route(mailAccounts.create)
  async create(@From() caller: Caller, @Input() { body }: InputOf<typeof mailAccounts.create>) {
    return presentMailAccount(await this.service.create(caller.tenantId, body), caller.locale);
  }

  @Route(mailAccounts.change)
  async change(@From() caller: Caller, @Input() { params, body }: InputOf<typeof mailAccounts.change>) {
    return presentMailAccount(await this.service.change(caller.tenantId, params.id, body), caller.locale);
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
}
