import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ensureServices, type Services } from '@noxdesk/embedded';
import type { Logger } from 'pino';
import { createApplication } from './application.js';
import { type Config, readConfig } from './config/config.js';
import { DemoSeed } from './modules/tenants/demo-seed.js';
import { SetupService } from './modules/tenants/setup.service.js';
import { appUrl } from './platform/database/app-role.js';
import { migrate } from './platform/database/migrate.js';
import { createLogger } from './platform/observability/logger.js';
import { Keys, loadRootSecrets } from './platform/security/keys.js';
import { preflight, startErrorInWords } from './preflight.js';

/** How long stopping may take in all before the process ends regardless. */
const STOP_LIMIT_MS = 9_500;

const say = (line: string) => process.stderr.write(`${line}\n`);

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config);
  await preflight(config);
  const stops: (() => Promise<void>)[] = [];
  const stop = stopOnce(stops);
  const services = ensureServices({
    dataDir: config.dataDir,
    databaseUrl: config.databaseUrl,
    redisUrl: config.redisUrl,
    log: say,
    onFailure: (line) => {
      say(line);
      void stop(1);
    },
  });
  // Whoever stops us while the services are still starting waits for them: nothing is left running.
  stops.unshift(async () => (await services.catch(() => undefined))?.stop());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
  // The launcher holds the other end: when it is killed, the channel closes.
  if (process.send) {
    process.on('disconnect', () => void stop(0));
    if (!process.connected) void stop(0);
  }
  try {
    await run(config, logger, await services, stops);
  } catch (error) {
    say(startErrorInWords(error));
    await stop(1);
  }
}

async function run(
  config: Config,
  logger: Logger,
  { databaseUrl, redisUrl }: Services,
  stops: (() => Promise<void>)[],
): Promise<void> {
  if (redisUrl === undefined) {
    say('No Redis here: queues run on PostgreSQL (set REDIS_URL, or install redis-server, for more speed).');
  }
  await migrate(databaseUrl, config.databaseAppUrl);
  const secrets = loadRootSecrets(config);
  const app = await createApplication({
    config,
    logger,
    keys: new Keys(secrets.current, secrets.previous),
    appDatabaseUrl: appUrl(databaseUrl, config.databaseAppUrl),
    redisUrl,
  });
  stops.unshift(() => app.close());
  await serve(app, config);
}

async function serve(app: NestFastifyApplication, config: Config): Promise<void> {
  if (config.role === 'worker') {
    await app.init();
    process.stdout.write('NoxDesk worker ready\n');
    return;
  }
  await app.init();
  await seedDemo(app);
  await announceSetup(app, config);
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

/** Whoever reads the console may make the first tenant. */
async function announceSetup(app: NestFastifyApplication, config: Config): Promise<void> {
  const setup = app.get(SetupService);
  if (!(await setup.isNeeded())) return;
  process.stdout.write(
    `First start: open ${config.publicUrl}/tickets/setup/ and enter the code ${setup.code}\n`,
  );
}

function stopOnce(stops: (() => Promise<void>)[]): (code: number) => Promise<void> {
  let stopping: Promise<void> | undefined;
  return (code) =>
    (stopping ??= (async () => {
      setTimeout(() => process.exit(code || 1), STOP_LIMIT_MS).unref();
      for (const step of stops) await step().catch((error: unknown) => say(startErrorInWords(error)));
      process.exit(code);
    })());
}

await start().catch((error: unknown) => {
  say(startErrorInWords(error));
  process.exit(1);
});
