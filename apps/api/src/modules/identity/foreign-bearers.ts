import { Injectable } from '@nestjs/common';
import { type Caller } from '../../platform/http/caller.js';
import { ProblemError } from '../../platform/http/problem.js';

/** Judges a bearer token that is not ours. @throws ProblemError `unauthenticated` */
export type ForeignJudge = (token: string, host: string) => Promise<Caller>;

/** How all of our own tokens begin: the header that we sign them with. */
const OWN_HEADER = `${Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url')}.`;

/** Tokens that somebody else has signed. Our own are told from them by their first letters, at no cost. */
@Injectable()
export class ForeignBearers {
  #judge: ForeignJudge | undefined;

  use(judge: ForeignJudge): void {
    this.#judge = judge;
  }

  /** @returns null for a token of our own, or what pretends to be one */
  tokenOf(authorization: string | undefined): string | null {
    const token = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    return token === undefined || token.startsWith(OWN_HEADER) ? null : token;
  }

  resolve(token: string, host: string): Promise<Caller> {
    if (!this.#judge) throw new ProblemError('unauthenticated');
    return this.#judge(token, host);
  }
}
