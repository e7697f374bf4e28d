import { type InboundMail } from '../types.js';
import { tokenOfAddress, tokenOfMessageId, verifyReplyToken, type ReplyTokenSubject } from './tokens.js';

/** What a mail says of the ticket it belongs to. Tokens are verified, the rest are mere claims. */
export interface ThreadClaims {
  /** Subjects of valid tokens, those of addresses before those of Message-IDs, newest reference first. */
  tokens: ReplyTokenSubject[];
  /** Ids of In-Reply-To and References, newest first. */
  messageIds: string[];
  /** `TK-000042` as written in the subject, upper case. */
  ticketNumbers: string[];
}

/** A person of the tenant, as the sender or a participant is known. */
export interface ThreadPerson {
  id: string;
  role: 'customer' | 'agent' | 'admin';
}

/** A ticket that the claims may mean. */
export interface ThreadCandidate {
  /** The same id that tokens carry. */
  id: string;
  /** `TK-000042`. */
  number: string;
  /** Message-IDs stored for the ticket, without angle brackets. */
  messageIds: ReadonlySet<string> | readonly string[];
  /** Ids of the people who take part: requester, copied, agents who wrote. */
  participants: ReadonlySet<string> | readonly string[];
}

/** What the caller found for the claims of a mail. */
export interface ThreadEvidence {
  keys: Uint8Array | readonly Uint8Array[];
  tenant: string;
  /** Whom the From address belongs to; null for a stranger. */
  sender: ThreadPerson | null;
  candidates: readonly ThreadCandidate[];
}

export type ThreadBasis = 'token' | 'message-id' | 'subject';

export type ThreadDecision =
  /** Belongs to the ticket. `stranger`: a right token in the hands of somebody it was not issued to. */
  | { kind: 'reply'; ticket: string; basis: ThreadBasis; author: 'customer' | 'agent'; stranger: boolean }
  /** An agent without a token issued to them: waits until somebody decides. */
  | { kind: 'quarantine'; ticket: string; reason: 'agent-without-token' }
  | { kind: 'new' };

/** The claims of a mail, for the caller to look up. Pure; bounded by the limits of the parser. */
export function threadClaims(
  mail: InboundMail,
  keys: Uint8Array | readonly Uint8Array[],
  tenant: string,
): ThreadClaims {
  const messageIds = [
    ...new Set([...(mail.inReplyTo ? [mail.inReplyTo] : []), ...mail.references.toReversed()]),
  ];
  const addresses = [...mail.to, ...mail.cc].map((mailbox) => mailbox.address).concat(mail.deliveredTo);
  const tokens = new Set<string>();
  for (const address of addresses) collect(tokens, tokenOfAddress(address));
  for (const id of messageIds) collect(tokens, tokenOfMessageId(id));
  const numbers = [...mail.subject.matchAll(/\[(TK-\d{6,12})\]/gi)].map((match) => match[1]!.toUpperCase());
  return {
    tokens: [...tokens].flatMap((token) => verifyReplyToken(keys, tenant, token) ?? []),
    messageIds,
    ticketNumbers: [...new Set(numbers)],
  };
}

function collect(set: Set<string>, token: string | null): void {
  if (token !== null) set.add(token);
}

/**
 * Which ticket a mail belongs to. In order: a token of ours; a Message-ID stored for the ticket, from somebody who
 * takes part in it; the ticket number in the subject, from somebody who takes part in it. A mail that merely claims a
 * ticket opens a new one. An agent writes publicly only by a token issued to that agent.
 */
export function decideThreading(mail: InboundMail, evidence: ThreadEvidence): ThreadDecision {
  const claims = threadClaims(mail, evidence.keys, evidence.tenant);
  return (
    byToken(claims, evidence) ??
    byMessageId(claims, evidence) ??
    bySubject(claims, evidence) ?? { kind: 'new' }
  );
}

function byToken(claims: ThreadClaims, evidence: ThreadEvidence): ThreadDecision | null {
  const known = claims.tokens.filter((token) =>
    evidence.candidates.some((candidate) => candidate.id === token.ticket),
  );
  if (known.length === 0) return null;
  const { sender } = evidence;
  const own = known.find((token) => token.person === sender?.id);
  const ticket = (own ?? known[0]!).ticket;
  if (isStaff(sender)) {
    // As the requester of a ticket an agent is a customer of it.
    if (own) return { kind: 'reply', ticket, basis: 'token', author: own.role, stranger: false };
    return { kind: 'quarantine', ticket, reason: 'agent-without-token' };
  }
  const candidate = evidence.candidates.find((each) => each.id === ticket)!;
  const stranger = !own && !(sender && has(candidate.participants, sender.id));
  return { kind: 'reply', ticket, basis: 'token', author: 'customer', stranger };
}

function byMessageId(claims: ThreadClaims, evidence: ThreadEvidence): ThreadDecision | null {
  for (const id of claims.messageIds) {
    const meant = evidence.candidates.filter((candidate) => has(candidate.messageIds, id));
    const decision = forParticipant(meant, evidence, 'message-id');
    if (decision) return decision;
  }
  return null;
}

function bySubject(claims: ThreadClaims, evidence: ThreadEvidence): ThreadDecision | null {
  for (const number of claims.ticketNumbers) {
    const meant = evidence.candidates.filter((candidate) => candidate.number.toUpperCase() === number);
    const decision = forParticipant(meant, evidence, 'subject');
    if (decision) return decision;
  }
  return null;
}

function forParticipant(
  meant: ThreadCandidate[],
  evidence: ThreadEvidence,
  basis: ThreadBasis,
): ThreadDecision | null {
  const { sender } = evidence;
  if (!sender || meant.length === 0) return null;
  if (isStaff(sender)) return { kind: 'quarantine', ticket: meant[0]!.id, reason: 'agent-without-token' };
  const own = meant.find((candidate) => has(candidate.participants, sender.id));
  return own ? { kind: 'reply', ticket: own.id, basis, author: 'customer', stranger: false } : null;
}

function isStaff(sender: ThreadPerson | null): boolean {
  return sender !== null && sender.role !== 'customer';
}

function has(ids: ReadonlySet<string> | readonly string[], id: string): boolean {
  return 'has' in ids ? ids.has(id) : ids.includes(id);
}
