import { Injectable } from '@nestjs/common';
import {
  decideThreading,
  type InboundMail,
  type MailBounce,
  threadClaims,
  type ThreadClaims,
} from '@noxdesk/mail';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { TenantCache } from '../../platform/database/tenant-cache.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { MailAccountsService } from '../mail-accounts/mail-accounts.service.js';
import { MailAlerts } from '../mail-health/mail-alerts.js';
import { Deliveries } from '../notifications/deliveries.js';
import { personIdOf, plainAddress, ReplyTokens, scopeOf } from '../notifications/reply-tokens.js';
import { LedgerRepository, type LedgerRow } from './ledger.repository.js';
import { type Sender, Senders } from './sender.js';
import { type Candidate, ThreadRepository } from './thread.repository.js';

const HOUR_MS = 3_600_000;
/** Some minutes in all; a mail that answers one which is never processed does not wait for ever. */
const MOST_WAITS = 30;

const FLOOD_LIMIT = sql(
  'mail-ingest.flood-limit',
  `SELECT mail_flood_limit AS most FROM tenant_settings WHERE tenant_id = $1`,
);

export type Verdict =
  /** Noted, and nothing more: it makes no message and sets off no mail. */
  | { kind: 'record'; reason: string; ticketId: string | null }
  /** Waits for an admin. */
  | { kind: 'hold'; reason: string; ticketId: string | null }
  /** Answers a mail that is still being processed. */
  | { kind: 'wait' }
  | { kind: 'open'; sender: Sender }
  /** `trusted`: it came with a token of ours, so that its author is who they say. */
  | {
      kind: 'reply';
      sender: Sender;
      ticketId: string;
      as: 'customer' | 'agent';
      trusted: boolean;
      stranger: boolean;
    };

export interface Case {
  entry: LedgerRow;
  mail: InboundMail;
  fingerprint: string;
  manual: boolean;
  asTicket: boolean;
  waits: number;
}

const NOTICES: Readonly<Record<MailBounce['action'], string>> = {
  failed: 'bounce',
  delayed: 'delivery_delayed',
  delivered: 'delivery_confirmed',
  relayed: 'delivery_confirmed',
  expanded: 'delivery_confirmed',
};

const record = (reason: string, ticketId: string | null = null): Verdict => ({
  kind: 'record',
  reason,
  ticketId,
});
const hold = (reason: string, ticketId: string | null = null): Verdict => ({
  kind: 'hold',
  reason,
  ticketId,
});

/** Decides what becomes of a mail; in the transaction that then does it, so that what was looked at stays true. */
@Injectable()
export class Judge {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly ledger: LedgerRepository,
    private readonly threads: ThreadRepository,
    private readonly senders: Senders,
    private readonly accounts: MailAccountsService,
    private readonly deliveries: Deliveries,
    private readonly tokens: ReplyTokens,
    private readonly alerts: MailAlerts,
    private readonly cache: TenantCache,
    private readonly clock: Clock,
  ) {}

  async judge(given: Case): Promise<Verdict> {
    const { mail, fingerprint, entry } = given;
    const own = await this.accounts.addresses();
    const { tenantId } = this.unitOfWork.tx;
    const claims = threadClaims(mail, this.tokens.keys, scopeOf(tenantId));
    const machine = await this.#fromMachine(mail, own, claims);
    if (machine) return machine;
    const [same, found] = await Promise.all([
      this.ledger.same(fingerprint),
      // Of an answer only once the other mail is processed, which brings about its sender and its ticket.
      claims.messageIds.length === 0 ? this.senders.of(mail, own) : null,
    ]);
    if (same) return record('duplicate', same.ticketId);
    if (given.waits < MOST_WAITS && claims.tokens.length === 0) {
      const waits = await this.ledger.awaitsOther(entry.id, claims.messageIds);
      if (waits) return { kind: 'wait' };
    }
    const sender = found ?? (await this.senders.of(mail, own));
    if (typeof sender === 'string') return hold(sender);
    if (given.asTicket) return { kind: 'open', sender };
    if (sender.user && !sender.user.active) return hold('sender_inactive');
    if (sender.user && !sender.user.admitted) return hold('sender_not_allowed');
    return this.#thread(given, claims, sender);
  }

  /** Our own mails, bounces, automatic answers: known before anything else, so that nothing loops. */
  async #fromMachine(
    mail: InboundMail,
    own: readonly string[],
    claims: ThreadClaims,
  ): Promise<Verdict | null> {
    if (mail.messageId !== null && own.includes(plainAddress(mail.from.address))) {
      const sent = await this.deliveries.find(mail.messageId);
      if (sent) return record('own_mail', sent.ticketId);
    }
    if (mail.bounce) {
      const ticketId = await this.deliveries.bounced(mail.bounce);
      return record(NOTICES[mail.bounce.action], ticketId ?? (await this.#mentioned(claims)));
    }
    if (mail.report) return record('report', await this.#mentioned(claims, mail.report.originalMessageId));
    if (mail.autoReply) return record('auto_reply', await this.#mentioned(claims));
    return null;
  }

  /** The ticket that a machine's mail is about; it only goes into the ledger, so that no proof is asked for. */
  async #mentioned(claims: ThreadClaims, original: string | null = null): Promise<string | null> {
    const messageIds = original === null ? claims.messageIds : [original, ...claims.messageIds];
    const candidates = await this.threads.candidates({ ...claims, messageIds }, { id: null, address: '' });
    const byToken = candidates.find(({ id }) => claims.tokens.some((token) => token.ticket === id));
    return (byToken ?? candidates.find((each) => [...each.messageIds].length > 0))?.ticketId ?? null;
  }

  async #thread(given: Case, claims: ThreadClaims, sender: Sender): Promise<Verdict> {
    const { tenantId } = this.unitOfWork.tx;
    const { user, address } = sender;
    const candidates = await this.threads.candidates(claims, { id: user?.id ?? null, address });
    const decision = decideThreading(given.mail, {
      keys: this.tokens.keys,
      tenant: scopeOf(tenantId),
      sender: user ?? { id: personIdOf(tenantId, address), role: 'customer' },
      candidates,
    });
    if (decision.kind === 'new') return this.#open(given, sender);
    const ticketId = ticketOf(candidates, decision.ticket);
    if (decision.kind === 'quarantine') return hold('agent_without_token', ticketId);
    return this.#reply(given, sender, { ...decision, ticketId });
  }

  async #open(given: Case, sender: Sender): Promise<Verdict> {
    const { created } = await this.#countsOf(sender, null);
    if (!given.manual && created >= (await this.#floodLimit()))
      return this.#holdMachine(sender, 'flood', null);
    return { kind: 'open', sender };
  }

  async #reply(
    given: Case,
    sender: Sender,
    to: { ticketId: string; author: 'customer' | 'agent'; basis: string; stranger: boolean },
  ): Promise<Verdict> {
    const { threaded } = await this.#countsOf(sender, to.ticketId);
    // Nobody writes so much to one ticket: two machines are talking.
    if (!given.manual && threaded >= (await this.#floodLimit())) {
      return this.#holdMachine(sender, 'loop', to.ticketId);
    }
    const trusted = to.basis === 'token' && !to.stranger;
    const { ticketId, author, stranger } = to;
    return { kind: 'reply', sender, ticketId, as: author, trusted, stranger };
  }

  /** One sender at a time, or several workers would each see the last place free. */
  async #countsOf({ address }: Sender, ticketId: string | null) {
    const [, counts] = await Promise.all([
      this.ledger.lock(`sender:${address}`),
      this.ledger.countsOf(address, this.#hourAgo(), ticketId),
    ]);
    return counts;
  }

  /** The first one within an hour is told of; those behind it are of the same kind. */
  async #holdMachine(sender: Sender, reason: 'flood' | 'loop', ticketId: string | null): Promise<Verdict> {
    const isKnown = await this.ledger.hasHeld(sender.address, reason, ticketId, this.#hourAgo());
    if (!isKnown) await this.alerts.held(sender.address, reason, ticketId);
    return hold(reason, ticketId);
  }

  /** Tickets of one sender, or messages of one sender to one ticket, within an hour. */
  #floodLimit(): Promise<number> {
    return this.cache.get('mail-flood-limit', async () => {
      const { tx } = this.unitOfWork;
      const [settings] = await tx.query<{ most: number }>(FLOOD_LIMIT, [tx.tenantId]);
      return settings!.most;
    });
  }

  #hourAgo(): Date {
    return new Date(this.clock.now().getTime() - HOUR_MS);
  }
}

const ticketOf = (candidates: readonly Candidate[], id: string) =>
  candidates.find((candidate) => candidate.id === id)!.ticketId;
