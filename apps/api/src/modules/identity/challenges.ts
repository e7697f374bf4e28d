import { Inject, Injectable } from '@nestjs/common';
import { v4 as uuidv4 } from 'uuid';
import { z } from 'zod';
import { COUNTERS, type Counters } from '../../platform/counters/counters.js';
import { Tokens } from './tokens.js';

/** How long each step of a ceremony may take. */
export const CHALLENGE_SECONDS = 5 * 60;

/** No challenge is good for longer. */
const LONGEST_SECONDS = 3_600;

const common = { jti: z.uuid(), exp: z.number() };
const user = { sub: z.uuid(), tenant: z.int().min(1) };
const KINDS = {
  /** A sign-in whose first step succeeded. */
  'second-factor': z.object({
    kind: z.literal('second-factor'),
    ...common,
    ...user,
    method: z.enum(['password', 'provider', 'link']),
  }),
  /** What a passkey has to sign, to sign in. */
  'passkey-sign-in': z.object({
    kind: z.literal('passkey-sign-in'),
    ...common,
    challenge: z.string(),
    rp: z.string(),
  }),
  /** The same as the second step of a sign-in, or to confirm who one is. */
  'passkey-proof': z.object({
    kind: z.literal('passkey-proof'),
    ...common,
    ...user,
    challenge: z.string(),
    rp: z.string(),
    /** The second step of a sign-in, where it belongs to one. */
    step: z.object({ jti: z.uuid(), method: z.enum(['password', 'provider', 'link']) }).optional(),
  }),
  /** A sign-in that goes by way of an identity provider; kept by the browser in a cookie. */
  provider: z.object({
    kind: z.literal('provider'),
    ...common,
    tenant: z.int().min(1),
    provider: z.uuid(),
    state: z.string(),
    nonce: z.string(),
    /** RFC 7636 §4.1. */
    verifier: z.string(),
    redirectUri: z.string(),
  }),
  'passkey-registration': z.object({
    kind: z.literal('passkey-registration'),
    ...common,
    ...user,
    challenge: z.string(),
    rp: z.string(),
  }),
};
type Kind = keyof typeof KINDS;
export type Challenge<K extends Kind> = z.infer<(typeof KINDS)[K]>;
type Said<K extends Kind> = Omit<Challenge<K>, 'kind' | 'jti' | 'exp'>;

/**
 * What carries a ceremony from one request to the next: signed, for one kind of use, for a few minutes and once. No
 * process has to remember it.
 */
@Injectable()
export class Challenges {
  constructor(
    private readonly tokens: Tokens,
    @Inject(COUNTERS) private readonly counters: Counters,
  ) {}

  issue<K extends Kind>(kind: K, said: Said<K>, seconds = CHALLENGE_SECONDS): string {
    return this.tokens.sign('challenge-token', { ...said, kind, jti: uuidv4() }, seconds);
  }

  /** @returns null for what is no challenge of this kind, or over */
  read<K extends Kind>(kind: K, token: string): Challenge<K> | null {
    const claims = KINDS[kind].safeParse(this.tokens.read('challenge-token', token));
    return claims.success ? (claims.data as Challenge<K>) : null;
  }

  /** Uses a challenge up. @returns false where that was done before, by whichever process */
  async spend({ jti }: { jti: string }): Promise<boolean> {
    const [uses] = await this.counters.increment([`challenge:${jti}`], LONGEST_SECONDS);
    return uses === 1;
  }
}
