import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Keys } from './keys.js';

const keyIdOf = (key: Buffer) => createHash('sha256').update(key).digest('base64url').slice(0, 8);

/**
 * Keeps secrets at rest under AES-256-GCM. The stored form is `v1.<key id>.<nonce>.<tag>.<ciphertext>`
 * (base64url); the context (table, row) is authenticated with it, so that a value copied to another row does not open.
 * The key of the current root seals; those of previous roots still open what they sealed.
 */
@Injectable()
export class SecretBox {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly keyId: string;

  constructor(keys: Keys) {
    this.#keys = new Map(keys.all('secrets-at-rest').map((key) => [keyIdOf(key), key]));
    this.keyId = keyIdOf(keys.key('secrets-at-rest'));
  }

  /** Every key id that this box opens, the one that seals first. */
  get keyIds(): string[] {
    return [...this.#keys.keys()];
  }

  seal(plain: string, context: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#keys.get(this.keyId)!, nonce).setAAD(
      Buffer.from(context),
    );
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return [
      'v1',
      this.keyId,
      ...[nonce, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url')),
    ].join('.');
  }

  /** @throws Error when the value was sealed under another key or context, or was changed */
  open(stored: string, context: string): string {
    const [version, keyId, nonce, tag, sealed] = stored.split('.');
    if (version !== 'v1' || !keyId || !nonce || !tag || sealed === undefined) {
      throw new Error('Not a sealed secret');
    }
    const key = this.#keys.get(keyId);
    if (!key) throw new Error('The secret was sealed under another SECRET_KEY');
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), {
      authTagLength: 16,
    })
      .setAAD(Buffer.from(context))
      .setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(sealed, 'base64url')), decipher.final()]).toString(
      'utf8',
    );
  }

  /** The same secret under the current key; undefined where it is under it already. @throws Error as {@link open} */
  renew(stored: string, context: string): string | undefined {
    return stored.startsWith(`v1.${this.keyId}.`)
      ? undefined
      : this.seal(this.open(stored, context), context);
  }
}
