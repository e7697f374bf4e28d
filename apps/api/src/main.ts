import { mkdirSync } from 'node:fs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ensureServices, EmbeddedServiceError } from '@noxdesk/embedded';
import { createApplication } from './application.js';
import { type Config, ConfigError, readConfig } from './config/config.js';
import { DemoSeed } from './modules/tenants/demo-seed.js';
import { appUrl } from './platform/database/app-role.js';
import { migrate, NewerDatabaseError } from './platform/database/migrate.js';
import { createLogger } from './platform/observability/logger.js';
import { Keys, loadRootSecret } from './platform/security/keys.js';

/** How long stopping may take in all before the process ends regardless. */
const STOP_LIMIT_MS = 9_500;

const say = (line: string) => process.stderr.write(`${line}\n`);

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config);
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const stops: (() => Promise<void>)[] = [];
  const stop = stopOnce(stops);
  const services = await ensureServices({
    dataDir: config.dataDir,
    databaseUrl: config.databaseUrl,
    redisUrl: config.redisUrl,
    log: say,
    onFailure: (line) => {
      say(line);
      void stop(1);
    },
  });
  stops.unshift(() => services.stop());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
  // The launcher holds the other end: when it is killed, the channel closes and nothing is left running.
  if (process.send) {
    process.on('disconnect', () => void stop(0));
    if (!process.connected) void stop(0);
  }
  try {
    if (services.redisUrl === undefined) {
      say(
        'No Redis here: queues run on PostgreSQL (set REDIS_URL, or install redis-server, for more speed).',
      );
    }
    if (config.role !== 'worker') await assertPortIsFree(config);
    await migrate(services.databaseUrl, config.databaseAppUrl);
    const app = await createApplication({
      config,
      logger,
      keys: new Keys(loadRootSecret(config.secretKey, config.dataDir)),
      appDatabaseUrl: appUrl(services.databaseUrl, config.databaseAppUrl),
      redisUrl: services.redisUrl,
    });
    stops.unshift(() => app.close());
    await serve(app, config);
  } catch (error) {
    tell(error);
    await stop(1);
  }
}

async function serve(app: NestFastifyApplication, config: Config): Promise<void> {
  if (config.role === 'worker') {
    await app.init();
    process.stdout.write('NoxDesk worker ready\n');
    return;
  }
  await app.init();
  await seedDemo(app);
  await app.listen(config.port, config.host);
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  process.stdout.write(`NoxDesk ready at http://${host}:${config.port}/tickets/\n`);
}

/** A password that was made here is told once, on the line before the one that says where to sign in. */
async function seedDemo(app: NestFastifyApplication): Promise<void> {
  const seeded = await app.get(DemoSeed).run();
  if (!seeded) return;
  const password = seeded.generatedPassword ?? '(the one in DEMO_PASSWORD)';
  process.stdout.write(`Demo accounts ${seeded.emails.join(', ')} password: ${password}\n`);
}

/** Before the database is touched: a port that is taken must change nothing. */
async function assertPortIsFree({ host, port }: Config): Promise<void> {
  const { createServer } = await import('node:net');
  await new Promise<void>((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve()));
  });
}

function stopOnce(stops: (() => Promise<void>)[]): (code: number) => Promise<void> {
  let stopping: Promise<void> | undefined;
  return (code) =>
    (stopping ??= (async () => {
      setTimeout(() => process.exit(code || 1), STOP_LIMIT_MS).unref();
      for (const step of stops) await step().catch((error: unknown) => tell(error));
      process.exit(code);
    })());
}

/** One clear line for what an operator can mend; the whole error for what only we can. */
function tell(error: unknown): void {
  const { code, message } = error as NodeJS.ErrnoException;
  if (
    error instanceof ConfigError ||
    error instanceof EmbeddedServiceError ||
    error instanceof NewerDatabaseError
  ) {
    say(message);
  } else if (code === 'EADDRINUSE') {
    say(`The port ${process.env.PORT ?? 3000} is taken: set PORT to another one`);
  } else if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
    say(`HOST or PORT cannot be listened on: ${message}`);
  } else if (
    code !== undefined &&
    /^(?:ECONNREFUSED|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|EAI_AGAIN|28\w{3}|3D000)$/.test(code)
  ) {
    say(`The database cannot be used: ${message || code}`);
  } else {
    say(error instanceof Error ? (error.stack ?? message) : String(error));
  }
}

await start().catch((error: unknown) => {
  tell(error);
  process.exit(1);
});
