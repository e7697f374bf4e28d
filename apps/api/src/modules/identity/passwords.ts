import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';

/** argon2id (the library's default variant) with the parameters OWASP names first: 19 MiB, 2 passes, 1 lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

@Injectable()
export class Passwords {
  /** What is verified where there is no account, so that the answer takes as long as a real one. */
  readonly #decoy = hash(randomBytes(16).toString('hex'), PARAMETERS);

  hash(password: string): Promise<string> {
    return hash(password, PARAMETERS);
  }

  /** @param stored null where there is no account or it has no password: false, after the usual time */
  async matches(stored: string | null, password: string): Promise<boolean> {
    const matched = await verify(stored ?? (await this.#decoy), password);
    return matched && stored !== null;
  }
}
