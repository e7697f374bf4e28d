import { hkdfSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a derived key is for; each purpose has a key of its own, so that one leaked use tells nothing of another. */
export type KeyPurpose =
  'access-token' | 'refresh-token' | 'secrets-at-rest' | 'reply-token' | 'link-token' | 'cursor';

/** Derives keys from the root secret (HKDF-SHA256, RFC 5869). */
export class Keys {
  readonly #derived = new Map<KeyPurpose, Buffer>();

  constructor(private readonly root: string) {}

  /** 32 bytes, always the same for one root and purpose. */
  key(purpose: KeyPurpose): Buffer {
    let key = this.#derived.get(purpose);
    if (!key) {
      key = Buffer.from(hkdfSync('sha256', this.root, 'noxdesk', purpose, 32));
      this.#derived.set(purpose, key);
    }
    return key;
  }
}

/** The root secret: `SECRET_KEY`, else the one generated once into the data directory (mode 600). */
export function loadRootSecret(secretKey: string | undefined, dataDir: string): string {
  if (secretKey !== undefined) return secretKey;
  const file = join(dataDir, 'secret.key');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  try {
    // 'wx' makes one of two processes that start together the writer; the other reads what it wrote.
    writeFileSync(file, randomBytes(48).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
