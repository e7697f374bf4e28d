// A worker process of its own, of the built product: it can be killed like one. Its time comes from a file, so that a
// test that moves the clock moves it for every process, whenever that was started.
import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { createApplication } from '../../dist/application.js';
import { readConfig } from '../../dist/config/config.js';
import { Clock } from '../../dist/platform/clock/clock.js';
import { appUrl } from '../../dist/platform/database/app-role.js';
import { Keys } from '../../dist/platform/security/keys.js';

class FileClock extends Clock {
  now() {
    return new Date(readFileSync(process.env.NOXDESK_TEST_CLOCK, 'utf8'));
  }
}

const config = readConfig(process.env);
const app = await createApplication({
  config,
  keys: new Keys(config.secretKey),
  logger: pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true })),
  appDatabaseUrl: appUrl(config.databaseUrl, undefined),
  redisUrl: config.redisUrl,
  clock: new FileClock(),
});
await app.init();
process.send('ready');
process.on('disconnect', () => process.exit(0));
