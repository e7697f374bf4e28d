import type { Readable } from 'node:stream';
import { Controller, Res } from '@nestjs/common';
import { DEFAULT_PAGE_SIZE, endpoints, type LedgerEntry, type Page } from '@noxdesk/contracts';
import type { FastifyReply } from 'fastify';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { Cursors, readPage } from '../../platform/http/cursor.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { ProblemError } from '../../platform/http/problem.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { BlobStore } from '../../platform/storage/blob-store.js';
import { MailAccountsService } from '../mail-accounts/mail-accounts.service.js';
import { presentLedgerEntry } from './ledger.presenter.js';
import { LedgerRepository, type LedgerRow } from './ledger.repository.js';
import { processMailJob } from './mail-ingest.jobs.js';

const { mail } = endpoints;

@Controller(API_PREFIX)
export class LedgerController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly ledger: LedgerRepository,
    private readonly accounts: MailAccountsService,
    private readonly store: BlobStore,
    private readonly outbox: Outbox,
    private readonly cursors: Cursors,
    private readonly clock: Clock,
  ) {}

  @Route(mail.ledger)
  async list(
    @From() { tenantId }: Caller,
    @Input() { query, rawQuery }: InputOf<typeof mail.ledger>,
  ): Promise<Page<LedgerEntry>> {
    const page = await readPage({
      cursors: this.cursors,
      path: '/tickets/api/mail-ledger/',
      raw: rawQuery,
      limit: query.limit ?? DEFAULT_PAGE_SIZE,
      at: (row: LedgerRow) => [row.received_at.getTime(), row.id],
      read: (cursor, limit) => this.unitOfWork.run(tenantId, () => this.ledger.page(query, cursor, limit)),
    });
    return { ...page, results: page.results.map(presentLedgerEntry) };
  }

  @Route(mail.ledgerEntry)
  async get(
    @From() { tenantId }: Caller,
    @Input() { params }: InputOf<typeof mail.ledgerEntry>,
  ): Promise<LedgerEntry> {
    return presentLedgerEntry(await this.#find(tenantId, params.id));
  }

  /** As text and as a download, so that no browser makes anything of it. */
  @Route(mail.raw)
  async raw(
    @From() { tenantId }: Caller,
    @Input() { params, query }: InputOf<typeof mail.raw>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const entry = await this.#find(tenantId, params.id);
    await reply
      .headers({
        'content-type': 'text/plain; charset=utf-8',
        'content-disposition': `attachment; filename="${entry.id}.eml.txt"`,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "sandbox; default-src 'none'",
        'cache-control': 'private, no-store',
      })
      .send(await this.#bytes(entry, query.bytes));
  }

  @Route(mail.retry)
  retry(@From() { tenantId }: Caller, @Input() { params }: InputOf<typeof mail.retry>): Promise<LedgerEntry> {
    return this.#again(tenantId, params.id, false);
  }

  @Route(mail.openTicket)
  openTicket(
    @From() { tenantId }: Caller,
    @Input() { params }: InputOf<typeof mail.openTicket>,
  ): Promise<LedgerEntry> {
    return this.#again(tenantId, params.id, true);
  }

  @Route(mail.discard)
  async discard(
    @From() { tenantId }: Caller,
    @Input() { params }: InputOf<typeof mail.discard>,
  ): Promise<LedgerEntry> {
    return this.unitOfWork.run(tenantId, async () => {
      await this.#find(tenantId, params.id);
      if (!(await this.ledger.discard(params.id, this.clock.now()))) throw new ProblemError('conflict');
      return presentLedgerEntry(await this.#find(tenantId, params.id));
    });
  }

  async #again(tenantId: number, id: string, asTicket: boolean): Promise<LedgerEntry> {
    return this.unitOfWork.run(tenantId, async () => {
      const entry = await this.#find(tenantId, id);
      if (entry.head_only && !asTicket) return this.#fetchAgain(entry, tenantId);
      if (!(await this.ledger.reopen(id))) throw new ProblemError('conflict');
      await this.outbox.add(processMailJob, { ledgerId: id, manual: true, asTicket, waits: 0 });
      return presentLedgerEntry(await this.#find(tenantId, id));
    });
  }

  /** Only the mailbox has the whole mail: the next reading, which is due at once, takes it from there. */
  async #fetchAgain({ id, account_id: accountId }: LedgerRow, tenantId: number): Promise<LedgerEntry> {
    const isAsked = accountId !== null && (await this.ledger.askAgain(id));
    if (!isAsked || !(await this.accounts.fetchNow(tenantId, accountId))) throw new ProblemError('conflict');
    return presentLedgerEntry(await this.#find(tenantId, id));
  }

  async #bytes({ blob_key: key, size }: LedgerRow, most = Infinity): Promise<Readable> {
    return most < size ? this.store.read(key, { start: 0, end: most - 1 }) : this.store.read(key);
  }

  async #find(tenantId: number, id: string): Promise<LedgerRow> {
    const row = await this.unitOfWork.run(tenantId, () => this.ledger.get(id));
    if (!row) throw new ProblemError('not_found');
    return row;
  }
}
