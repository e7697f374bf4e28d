import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Keys } from './keys.js';

/**
 * Keeps secrets at rest under AES-256-GCM. The stored form is `v1.<key id>.<nonce>.<tag>.<ciphertext>`
 * (base64url); the context (table, row) is authenticated with it, so that a value copied to another row does not open.
 */
@Injectable()
export class SecretBox {
  readonly #key: Buffer;
  readonly keyId: string;

  constructor(keys: Keys) {
    this.#key = keys.key('secrets-at-rest');
    this.keyId = createHash('sha256').update(this.#key).digest('base64url').slice(0, 8);
  }

  seal(plain: string, context: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(context));
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
    if (version !== 'v1' || !nonce || !tag || sealed === undefined) throw new Error('Not a sealed secret');
    if (keyId !== this.keyId) throw new Error('The secret was sealed under another SECRET_KEY');
    const decipher = createDecipheriv('aes-256-gcm', this.#key, Buffer.from(nonce, 'base64url'))
      .setAAD(Buffer.from(context))
      .setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(sealed, 'base64url')), decipher.final()]).toString(
      'utf8',
    );
  }
}
