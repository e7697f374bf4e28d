import { hkdfSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a derived key is for; each purpose has a key of its own, so that one leaked use tells nothing of another. */
export type KeyPurpose =
  | 'access-token'
  | 'refresh-token'
  | 'challenge-token'
  | 'secrets-at-rest'
  | 'reply-token'
  | 'link-token'
  | 'cursor'
  | 'setup-code';

/** Derives keys from the root secret (HKDF-SHA256, RFC 5869). */
export class Keys {
  readonly #derived = new Map<KeyPurpose, Buffer[]>();

  /** @param previous roots that were in use before, newest first: what they sealed or signed is still understood */
  constructor(
    private readonly root: string,
    private readonly previous: readonly string[] = [],
  ) {}

  /** 32 bytes, always the same for one root and purpose: the key that seals and signs. */
  key(purpose: KeyPurpose): Buffer {
    return this.all(purpose)[0]!;
  }

  /** That key and those of the previous roots, for what may have been sealed or signed before a rotation. */
  all(purpose: KeyPurpose): readonly Buffer[] {
    let keys = this.#derived.get(purpose);
    if (!keys) {
      keys = [this.root, ...this.previous].map((root) =>
        Buffer.from(hkdfSync('sha256', root, 'noxdesk', purpose, 32)),
      );
      this.#derived.set(purpose, keys);
    }
    return keys;
  }
}

export interface RootSecrets {
  current: string;
  /** Newest first. */
  previous: string[];
}

interface SecretSettings {
  secretKey: string | undefined;
  secretKeyPrevious: readonly string[];
  dataDir: string;
}

const currentFile = (dataDir: string) => join(dataDir, 'secret.key');
const previousFile = (dataDir: string) => join(dataDir, 'secret.previous');

/** `SECRET_KEY` and `SECRET_KEY_PREVIOUS`, else the secrets generated into the data directory (mode 600). */
export function loadRootSecrets({ secretKey, secretKeyPrevious, dataDir }: SecretSettings): RootSecrets {
  if (secretKey !== undefined) {
    // Whoever moves from a generated secret to one of their own need not copy the old one.
    return { current: secretKey, previous: [...secretKeyPrevious, ...generated(dataDir)] };
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  try {
    // 'wx' makes one of two processes that start together the writer; the other reads what it wrote.
    writeFileSync(currentFile(dataDir), newSecret(), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const [current, ...previous] = generated(dataDir);
  return { current: current!, previous: [...secretKeyPrevious, ...previous] };
}

/** Makes a new current secret in the data directory; the one before it joins the previous ones. */
export function generateNextSecret(dataDir: string): void {
  const before = generated(dataDir);
  // In this order an end in between leaves a secret that is listed twice, never one that is lost.
  replace(previousFile(dataDir), before.join('\n'));
  replace(currentFile(dataDir), newSecret());
}

/** Forgets the previous secrets of the data directory. */
export function forgetPreviousSecrets(dataDir: string): void {
  rmSync(previousFile(dataDir), { force: true });
}

/** Writes a secret that came with a backup, unless there is one. @returns whether it was written */
export function adoptSecret(dataDir: string, secrets: readonly string[]): boolean {
  if (generated(dataDir).length > 0 || secrets.length === 0) return false;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  replace(currentFile(dataDir), secrets[0]!);
  if (secrets.length > 1) replace(previousFile(dataDir), secrets.slice(1).join('\n'));
  return true;
}

const newSecret = () => randomBytes(48).toString('base64url');

function replace(file: string, content: string): void {
  writeFileSync(`${file}.new`, content, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function generated(dataDir: string): string[] {
  const lines = [currentFile(dataDir), previousFile(dataDir)].flatMap((file) => {
    try {
      return readFileSync(file, 'utf8').split('\n');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  });
  return [...new Set(lines.map((line) => line.trim()).filter(Boolean))];
}
