import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { ProblemError } from '../../platform/http/problem.js';
import { Callers } from '../identity/callers.js';
import { ForeignBearers } from '../identity/foreign-bearers.js';
import { digestOf, ExternalAccounts } from './external-accounts.js';
import { ExternalOrganizations } from './external-organizations.js';
import { type Told, toldBy } from './issuer-claims.js';
import { type Claims, CLOCK_TOLERANCE_SECONDS } from './oidc-client.js';
import { RemoteKeys } from './remote-keys.js';
import { type IssuerOfToken, TrustedIssuersRepository } from './trusted-issuers.repository.js';

const LONGEST_TOKEN = 8_192;
/** A token cannot be taken back: one that lasts longer than this is not taken. */
const LONGEST_LIFE_SECONDS = 24 * 3_600;
const MOST_KEY_SETS = 500;
/** How many tenants may trust one issuer for one audience. */
const MOST_CANDIDATES = 5;

interface Judged {
  issuer: IssuerOfToken;
  claims: Claims;
}

/**
 * Bearer tokens (RFC 7519) that an issuer has signed whom a tenant trusts. Their users are made when they are first
 * seen, and follow what the tokens say of them. Settings are read at every use: an issuer who is switched off is off.
 */
@Injectable()
export class IssuerBearers implements OnModuleInit {
  readonly #keySets = new Map<string, JWTVerifyGetKey>();

  constructor(
    private readonly bearers: ForeignBearers,
    private readonly issuers: TrustedIssuersRepository,
    private readonly remoteKeys: RemoteKeys,
    private readonly accounts: ExternalAccounts,
    private readonly organizations: ExternalOrganizations,
    private readonly callers: Callers,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.bearers.use((token, host) => this.judge(token, host));
  }

  /** @throws ProblemError `unauthenticated` for a token that nobody here trusts, `sign_in_refused` for who cannot be let in */
  async judge(token: string, host: string): Promise<Caller> {
    const { issuer, claims } = await this.#verified(token, host);
    const told = toldBy(issuer, claims);
    // With the mapping as it is now: another one says something else of the same person.
    const digest = digestOf([told, issuer.plans]);
    const userId =
      issuer.user_id !== null && issuer.digest === digest
        ? issuer.user_id
        : await this.#userOf(issuer, told, digest);
    return this.callers.vouchedFor(issuer.tenant_id, userId);
  }

  #userOf(issuer: IssuerOfToken, { person, organization }: Told, digest: string): Promise<string> {
    const { id, name, links_by_email: linksByEmail } = issuer;
    return this.unitOfWork.run(issuer.tenant_id, async () => {
      const organizationId = organization && (await this.organizations.idOf(id, organization, issuer.plans));
      const source = { id, name, linksByEmail, createsUsers: true };
      return this.accounts.userOf(source, { ...person, organizationId }, digest);
    });
  }

  async #verified(token: string, host: string): Promise<Judged> {
    const unread = readUnverified(token);
    if (!unread) throw refused();
    const named = await this.issuers.named(unread.iss, host, unread.sub);
    const meant = named.filter(
      ({ audience, algorithms }) =>
        unread.audiences.includes(audience) && (algorithms as string[]).includes(unread.alg),
    );
    const judged = await Promise.all(
      meant.slice(0, MOST_CANDIDATES).map((issuer) => this.#judgedBy(issuer, unread.iss, token)),
    );
    const trusting = judged.filter((one) => one !== null);
    // Where several tenants trust the same keys for the same use, the token has to say which one it is for.
    const own =
      trusting.length > 1 ? trusting.filter(({ issuer }) => issuer.tenant_slug === unread.tenant) : trusting;
    if (own.length !== 1) throw refused();
    return own[0]!;
  }

  /** null for a token that this issuer has not signed, or not for now. */
  async #judgedBy(issuer: IssuerOfToken, iss: string, token: string): Promise<Judged | null> {
    const now = this.clock.now();
    try {
      const { payload } = await jwtVerify(token, this.#keysOf(issuer), {
        issuer: iss,
        audience: issuer.audience,
        algorithms: issuer.algorithms,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: now,
        requiredClaims: ['exp', 'sub'],
      });
      const { exp = Infinity, iat = 0 } = payload;
      const seconds = now.getTime() / 1_000;
      const isForNow = exp - seconds <= LONGEST_LIFE_SECONDS && iat - seconds <= CLOCK_TOLERANCE_SECONDS;
      return isForNow ? { issuer, claims: payload as Claims } : null;
    } catch (error) {
      // A key that does not fit its algorithm is a TypeError of the library's.
      if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
      throw error;
    }
  }

  #keysOf({ jwks_url: url, keys }: IssuerOfToken): JWTVerifyGetKey {
    if (url !== null) return this.remoteKeys.at(url);
    const set = JSON.stringify({ keys });
    const name = createHash('sha256').update(set).digest('base64url');
    let keySet = this.#keySets.get(name);
    if (!keySet) {
      keySet = createLocalJWKSet(JSON.parse(set) as JSONWebKeySet);
      if (this.#keySets.size >= MOST_KEY_SETS) this.#keySets.clear();
      this.#keySets.set(name, keySet);
    }
    return keySet;
  }
}

interface Unverified {
  alg: string;
  iss: string;
  sub: string;
  audiences: string[];
  tenant: unknown;
}

/** What a token says of itself, by which it is only known who has to be asked. */
function readUnverified(token: string): Unverified | null {
  if (token.length > LONGEST_TOKEN) return null;
  try {
    const { alg } = decodeProtectedHeader(token);
    const { iss, sub, aud, tenant } = decodeJwt(token);
    const isWhole = typeof alg === 'string' && typeof iss === 'string' && typeof sub === 'string';
    // Text that the database cannot hold names nobody.
    if (!isWhole || sub === '' || sub.length > 500 || iss.length > 500 || /\0/.test(iss + sub)) return null;
    return { alg, iss, sub, audiences: [aud].flat().filter((one) => typeof one === 'string'), tenant };
  } catch {
    return null;
  }
}

const refused = () => new ProblemError('unauthenticated');
