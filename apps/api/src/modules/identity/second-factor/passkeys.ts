import { Injectable } from '@nestjs/common';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../../platform/clock/clock.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type Challenge, CHALLENGE_SECONDS, Challenges } from '../challenges.js';
import { PublicOrigins } from '../public-origins.js';
import { type NewPasskey, type PasskeyRow, PasskeysRepository } from './passkeys.repository.js';

/** The credential as the contract lets it in; the library looks at the rest. */
export interface GivenCredential {
  id: string;
  response: Record<string, unknown>;
}
interface Person {
  tenantId: number;
  userId: string;
}

/** Ceremonies of WebAuthn (Web Authentication Level 3 §7): what is asked, and whether the answer is right. */
@Injectable()
export class Passkeys {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: PasskeysRepository,
    private readonly challenges: Challenges,
    private readonly origins: PublicOrigins,
    private readonly clock: Clock,
  ) {}

  /** Of anybody: the passkey itself says whose it is. */
  async signInOptions(host: string) {
    const options = await generateAuthenticationOptions({
      rpID: host,
      userVerification: 'required',
      timeout: CHALLENGE_SECONDS * 1_000,
    });
    const { challenge } = options;
    return {
      token: this.challenges.issue('passkey-sign-in', { challenge, rp: host }),
      options: { ...options },
    };
  }

  /** @returns who has signed; null where the signature, or anything about it, is not right */
  async signedIn(token: string, credential: GivenCredential): Promise<Person | null> {
    const asked = this.challenges.read('passkey-sign-in', token);
    const person = personOf(credential.response.userHandle);
    if (!asked || !person || !(await this.challenges.spend(asked))) return null;
    // The passkey has looked at a face, a finger or a PIN: it is two factors in one.
    const signed = await this.#verify(person, credential, { ...asked, verified: true });
    return signed ? person : null;
  }

  /** Of somebody whose passkeys are known. @param step the second step of a sign-in that it is for */
  async proofOptions({ tenantId, userId }: Person, host: string, step?: Challenge<'passkey-proof'>['step']) {
    const rp = await this.origins.hostOf(tenantId, host);
    const own = await this.unitOfWork.run(tenantId, () => this.repository.list(userId));
    const options = await generateAuthenticationOptions({
      rpID: rp,
      userVerification: 'preferred',
      allowCredentials: own
        .filter(({ rp_id }) => rp_id === rp)
        .map(({ credential_id: id, transports }) => ({ id, transports })),
      timeout: CHALLENGE_SECONDS * 1_000,
    });
    const { challenge } = options;
    const said = { sub: userId, tenant: tenantId, challenge, rp, ...(step !== undefined && { step }) };
    return { token: this.challenges.issue('passkey-proof', said), options: { ...options } };
  }

  /** @param asked as it was read from the token of the options */
  async isProof(asked: Challenge<'passkey-proof'>, credential: GivenCredential): Promise<boolean> {
    if (!(await this.challenges.spend(asked))) return false;
    const person = { tenantId: asked.tenant, userId: asked.sub };
    return this.#verify(person, credential, { ...asked, verified: false });
  }

  async registrationOptions(person: Person & { email: string; name: string; tenant: string }, host: string) {
    const { tenantId, userId, email, name, tenant } = person;
    const rp = await this.origins.hostOf(tenantId, host);
    const own = await this.unitOfWork.run(tenantId, () => this.repository.list(userId));
    const options = await generateRegistrationOptions({
      rpName: tenant,
      rpID: rp,
      userID: handleOf(person),
      userName: email,
      userDisplayName: name,
      excludeCredentials: own.map(({ credential_id: id, transports }) => ({ id, transports })),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
      timeout: CHALLENGE_SECONDS * 1_000,
    });
    const said = { sub: userId, tenant: tenantId, challenge: options.challenge, rp };
    return { token: this.challenges.issue('passkey-registration', said), options: { ...options } };
  }

  /** @returns what is to be kept of a new passkey; null where it, or the challenge, is not right */
  async registered(
    { tenantId, userId }: Person,
    token: string,
    credential: GivenCredential,
    name: string,
  ): Promise<NewPasskey | null> {
    const asked = this.challenges.read('passkey-registration', token);
    if (!asked || asked.sub !== userId || asked.tenant !== tenantId) return null;
    if (!(await this.challenges.spend(asked))) return null;
    try {
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response: credential as unknown as RegistrationResponseJSON,
        expectedChallenge: asked.challenge,
        expectedOrigin: this.origins.originOf(asked.rp),
        expectedRPID: asked.rp,
        // A security key without a PIN is a second factor, if no way to sign in by itself.
        requireUserVerification: false,
      });
      if (!verified) return null;
      const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
      return {
        id: uuidv7(),
        name,
        credential_id: id,
        public_key: Buffer.from(publicKey).toString('base64url'),
        counter,
        transports: transports.map(String).slice(0, 10),
        rp_id: asked.rp,
        created_at: this.clock.now(),
      };
    } catch {
      // Whatever the library has against it: the answer of a browser that is not what was asked for.
      return null;
    }
  }

  #verify(
    { tenantId, userId }: Person,
    credential: GivenCredential,
    asked: { challenge: string; rp: string; verified: boolean },
  ): Promise<boolean> {
    return this.unitOfWork.run(tenantId, async () => {
      const passkey = await this.repository.byCredential(userId, credential.id);
      if (!passkey || passkey.rp_id !== asked.rp) return false;
      const counter = await this.#counterAfter(passkey, credential, asked);
      if (counter === null) return false;
      await this.repository.used(userId, passkey.id, counter, this.clock.now());
      return true;
    });
  }

  async #counterAfter(
    passkey: PasskeyRow,
    credential: GivenCredential,
    { challenge, rp, verified }: { challenge: string; rp: string; verified: boolean },
  ): Promise<number | null> {
    try {
      const answer = await verifyAuthenticationResponse({
        response: credential as unknown as AuthenticationResponseJSON,
        expectedChallenge: challenge,
        expectedOrigin: this.origins.originOf(rp),
        expectedRPID: rp,
        credential: {
          id: passkey.credential_id,
          publicKey: new Uint8Array(Buffer.from(passkey.public_key, 'base64url')),
          counter: Number(passkey.counter),
        },
        requireUserVerification: verified,
      });
      return answer.verified ? answer.authenticationInfo.newCounter : null;
    } catch {
      // A wrong signature, origin or counter: no proof, whichever it is.
      return null;
    }
  }
}

/** What a passkey keeps to say whose it is: nothing that tells anything to others. */
const handleOf = ({ tenantId, userId }: Person) => new Uint8Array(Buffer.from(`${tenantId}:${userId}`));

function personOf(handle: unknown): Person | null {
  if (typeof handle !== 'string') return null;
  const [, tenant, userId] =
    /^(\d{1,9}):([0-9a-f-]{36})$/.exec(Buffer.from(handle, 'base64url').toString()) ?? [];
  return userId === undefined ? null : { tenantId: Number(tenant), userId };
}
