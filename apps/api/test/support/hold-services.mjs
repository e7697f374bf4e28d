// A stand-in for the application: starts the embedded services on the folder given, says where they are, and keeps
// them until it is told to stop. Tests run it as a process of its own, to kill it.
import { ensureServices } from '@noxdesk/embedded';

const say = (line) => process.stdout.write(`${line}\n`);

try {
  const services = await ensureServices({
    dataDir: process.env.DATA_DIR,
    databaseUrl: process.env.DATABASE_URL || undefined,
    redisUrl: process.env.REDIS_URL || undefined,
    onFailure: (line) => {
      process.stderr.write(`${line}\n`);
      void services.stop().then(() => process.exit(1));
    },
  });
  const stop = () => void services.stop().then(() => process.exit(0));
  if (process.env.IGNORE_SIGNALS === '1')
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
  else for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
  if (process.send) process.on('disconnect', stop);
  say(`services ${JSON.stringify(services)}`);
  setInterval(() => undefined, 1000);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
