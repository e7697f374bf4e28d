import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { attachDatabase } from '@noxdesk/embedded';
import { type Config } from '../config/config.js';
import {
  adoptSecret,
  forgetPreviousSecrets,
  generateNextSecret,
  Keys,
  loadRootSecrets,
} from '../platform/security/keys.js';
import { SecretBox } from '../platform/security/secret-box.js';
import type { BlobStore } from '../platform/storage/blob-store.js';
import { openBlobStore } from '../platform/storage/open-blob-store.js';
import { backUp } from './backup.js';
import { OperationError, readManifest } from './manifest.js';
import { restore } from './restore.js';
import { rotateSecrets } from './rotate-secrets.js';
import { verifyAudit } from './verify-audit.js';

/** Runs with the words after its name; says what it did line by line. Resolves with the exit code. */
type Command = (config: Config, args: readonly string[], say: (line: string) => void) => Promise<number>;

/** What an operator runs beside the application, by name. */
export const COMMANDS: Record<string, Command> = {
  backup: async (config, args, say) => {
    const { values } = parseArgs({
      args: [...args],
      options: { out: { type: 'string' }, 'with-secret': { type: 'boolean' } },
    });
    const now = new Date();
    const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '');
    const folder = resolve(values.out ?? join(config.dataDir, 'backups', stamp));
    const secrets = loadRootSecrets(config);
    const rootSecrets = values['with-secret'] ? [secrets.current, ...secrets.previous] : undefined;
    const { keyId } = new SecretBox(new Keys(secrets.current));
    return withDatabase(config, async (ownerUrl) =>
      withStore(config, async (store) => {
        const manifest = await backUp({ ownerUrl, store, folder, keyId, rootSecrets, now });
        const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
        say(
          `${rows} rows and ${manifest.blobs.count} files (${manifest.blobs.bytes} bytes) are in ${folder}`,
        );
        if (!rootSecrets)
          say('The secret key is not part of it: keep a copy of it elsewhere (or use --with-secret).');
        for (const key of manifest.missing_blobs) say(`Missing or damaged in the store: ${key}`);
        return manifest.missing_blobs.length > 0 ? 1 : 0;
      }),
    );
  },

  restore: async (config, args, say) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { replace: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) {
      throw new OperationError('Say which backup: npm run restore -- FOLDER [--replace]');
    }
    return withDatabase(config, async (ownerUrl, isRunning) => {
      if (isRunning)
        throw new OperationError('NoxDesk runs on this data directory: stop it first; nothing was changed');
      return withStore(config, async (store) => {
        const manifest = await restore({
          ownerUrl,
          appUrl: config.databaseAppUrl,
          store,
          folder: resolve(folder),
          replace: values.replace,
        });
        say(
          `Restored what was there on ${manifest.made_at}: ${manifest.blobs.count} files, ${manifest.tables.length} tables`,
        );
        adoptSecrets(config, await readManifest(resolve(folder)), say);
        say(
          'Sessions have ended. Access that was taken from somebody since then is there again: look it through.',
        );
        return 0;
      });
    });
  },

  'audit:verify': async (config, args, say) => {
    const { positionals: heads } = parseArgs({ args: [...args], allowPositionals: true });
    return withDatabase(config, async (ownerUrl) => {
      const chains = await verifyAudit(ownerUrl, heads);
      for (const { tenant, entries, brokenAt, redacted, head } of chains) {
        const state =
          brokenAt === null
            ? `whole, head ${tenant}:${entries}:${head ?? ''}`
            : `BROKEN at entry ${brokenAt}`;
        const without = redacted > 0 ? ` (${redacted} without the words of people who were erased)` : '';
        say(`${tenant}: ${entries} entries${without}, ${state}`);
      }
      return chains.some(({ brokenAt }) => brokenAt !== null) ? 1 : 0;
    });
  },

  'secrets:rotate': async (config, args, say) => {
    const { values } = parseArgs({
      args: [...args],
      options: { generate: { type: 'boolean' }, forget: { type: 'boolean' } },
    });
    if (values.generate && config.secretKey !== undefined) {
      throw new OperationError(
        'SECRET_KEY is set: set a new one, and the old one as SECRET_KEY_PREVIOUS, instead',
      );
    }
    return withDatabase(config, async (ownerUrl, isRunning) => {
      if (values.generate) {
        if (isRunning)
          throw new OperationError('NoxDesk runs on this data directory: stop it first; nothing was changed');
        loadRootSecrets(config);
        generateNextSecret(config.dataDir);
      }
      const { current, previous } = loadRootSecrets(config);
      const { renewed, left } = await rotateSecrets(ownerUrl, new SecretBox(new Keys(current, previous)));
      say(`${renewed} stored secrets were sealed anew`);
      for (const { table, column, count } of left)
        say(`Still under another key: ${count} in ${table}.${column}`);
      if (left.length > 0) return 1;
      if (values.forget) forgetPreviousSecrets(config.dataDir);
      else if (previous.length > 0) say('Nothing needs the previous secrets to be opened any more.');
      return 0;
    });
  },
};

/** The secret that the backup's contents were sealed under, where this installation has none of its own yet. */
function adoptSecrets(
  config: Config,
  { key_id: keyId, root_secrets: secrets = [] }: { key_id: string; root_secrets?: string[] | undefined },
  say: (line: string) => void,
): void {
  if (config.secretKey === undefined && adoptSecret(config.dataDir, secrets))
    say('Its secret key was restored, too.');
  const { current, previous } = loadRootSecrets(config);
  if (!new SecretBox(new Keys(current, previous)).keyIds.includes(keyId)) {
    say('WARNING: stored credentials were sealed under another SECRET_KEY: set it (or SECRET_KEY_PREVIOUS).');
  }
}

async function withDatabase<Result>(
  config: Config,
  work: (ownerUrl: string, isRunning: boolean) => Promise<Result>,
): Promise<Result> {
  const database = await attachDatabase({ dataDir: config.dataDir, databaseUrl: config.databaseUrl });
  try {
    return await work(database.databaseUrl, database.isShared && config.databaseUrl === undefined);
  } finally {
    await database.stop();
  }
}

async function withStore<Result>(
  config: Config,
  work: (store: BlobStore) => Promise<Result>,
): Promise<Result> {
  const store = await openBlobStore(config);
  try {
    return await work(store);
  } finally {
    (store as Partial<{ onApplicationShutdown(): void }>).onApplicationShutdown?.();
  }
}
