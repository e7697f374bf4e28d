import { Injectable } from '@nestjs/common';
import { emailAddress } from '@noxdesk/contracts';
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
import { type FoundUser, type Sender, Senders } from './sender.js';
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
  manual: boolean;
  asTicket: boolean;
  waits: number;
  foreseen: Foreseen;
}

interface Counts {
  created: number;
  threaded: number;
}

/** What was asked before it was known whether it is needed. */
export interface Foreseen {
  /** The message that the same mail has become. */
  same: Awaited<ReturnType<LedgerRepository['same']>>;
  /** Of a mail that answers nothing: who its From is, and how much they wrote within an hour. */
  from: (FoundUser & { counts: Counts }) | null;
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

  /**
   * Asks what nearly every mail needs to know, to travel with the locks that come before it: each statement sees what
   * was committed when it began, so that they hold for what is asked behind them.
   */
  async foresee(mail: InboundMail, fingerprint: string): Promise<Foreseen> {
    const [same, from] = await Promise.all([this.ledger.same(fingerprint), this.#foreseeFrom(mail)]);
    return { same, from };
  }

  async #foreseeFrom(mail: InboundMail): Promise<Foreseen['from']> {
    const address = emailAddress.safeParse(mail.from.address).data;
    const { messageIds, tokens, ticketNumbers } = this.#claimsOf(mail);
    const answers = messageIds.length + tokens.length + ticketNumbers.length > 0;
    if (address === undefined || answers || mail.bounce || mail.report || mail.autoReply) return null;
    const [user, counts] = await Promise.all([this.senders.find(address), this.#countsOf(address, null)]);
    return { address, user, counts };
  }

  #claimsOf(mail: InboundMail): ThreadClaims {
    return threadClaims(mail, this.tokens.keys, scopeOf(this.unitOfWork.tx.tenantId));
  }

  async judge(given: Case): Promise<Verdict> {
    const { mail, entry, foreseen } = given;
    const own = await this.accounts.addresses();
    const claims = this.#claimsOf(mail);
    const machine = await this.#fromMachine(mail, own, claims);
    if (machine) return machine;
    if (foreseen.same) return record('duplicate', foreseen.same.ticketId);
    if (given.waits < MOST_WAITS && claims.tokens.length === 0) {
      const waits = await this.ledger.awaitsOther(entry.id, claims.messageIds);
      if (waits) return { kind: 'wait' };
    }
    // Of an answer only once the other mail is processed, which brings about its sender and its ticket.
    const sender = await this.senders.of(mail, own, foreseen.from ?? undefined);
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
    const { from } = given.foreseen;
    const { created } =
      from?.address === sender.address ? from.counts : await this.#countsOf(sender.address, null);
    if (!given.manual && created >= (await this.#floodLimit()))
      return this.#holdMachine(sender, 'flood', null);
    return { kind: 'open', sender };
  }

  async #reply(
    given: Case,
    sender: Sender,
    to: { ticketId: string; author: 'customer' | 'agent'; basis: string; stranger: boolean },
  ): Promise<Verdict> {
    const { threaded } = await this.#countsOf(sender.address, to.ticketId);
    // Nobody writes so much to one ticket: two machines are talking.
    if (!given.manual && threaded >= (await this.#floodLimit())) {
      return this.#holdMachine(sender, 'loop', to.ticketId);
    }
    const trusted = to.basis === 'token' && !to.stranger;
    const { ticketId, author, stranger } = to;
    return { kind: 'reply', sender, ticketId, as: author, trusted, stranger };
  }

  /** One sender at a time, or several workers would each see the last place free. */
  async #countsOf(address: string, ticketId: string | null): Promise<Counts> {
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
