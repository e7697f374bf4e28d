// Plain JavaScript on purpose: Jest loads a global setup without the project's transform for ES modules and without
// its module mapper, so this file works on the built libs/embedded.
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from '../../../../scripts/lib/build.mjs';
import { guardAgainstOrphans } from './orphan-watch.mjs';

const PROGRAM_MISSING =
  'The integration tests need a redis-server or valkey-server on the PATH (Debian: apt-get install redis-server).';

/**
 * One PostgreSQL and one Redis for the whole run, on random loopback ports, nothing kept on disk safely.
 * Test files find them by NOXDESK_TEST_DATABASE_URL (owner role), NOXDESK_TEST_ADMIN_DATABASE_URL (superuser)
 * and NOXDESK_TEST_REDIS_URL, and make databases or key prefixes of their own in them.
 */
export default async function globalSetup() {
  // Threads that parse mails run the built parser, too.
  await ensureBuilt({ only: ['libs/embedded', 'libs/mail'] });
  const { findRedis, startPostgres, startRedis } = await import('@noxdesk/embedded');
  const program = findRedis();
  if (program === undefined) throw new Error(PROGRAM_MISSING);

  const dataDir = mkdtempSync(join(tmpdir(), 'noxdesk-test-'));
  chmodSync(dataDir, 0o700);
  const guard = guardAgainstOrphans(dataDir);
  const settings = { max_connections: '400', max_wal_size: '2GB', checkpoint_timeout: '1h' };
  const [postgres, redis] = await Promise.all([
    startPostgres({ dataDir, durable: false, settings }),
    startRedis({ dataDir, program, durable: false }),
  ]);
  guard.watch([postgres.pid, redis.pid]);
  process.env.NOXDESK_TEST_DATABASE_URL = postgres.url;
  process.env.NOXDESK_TEST_ADMIN_DATABASE_URL = postgres.adminUrl;
  process.env.NOXDESK_TEST_REDIS_URL = redis.url;
  globalThis.noxdeskTestServices = { postgres, redis, guard };
}
