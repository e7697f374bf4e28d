// Exit code 0 when this container can do its work: the API answers, the worker reaches what it works on.
import { connect } from 'node:net';

const LIMIT_MS = 4000;

async function apiAnswers() {
  const address = `http://127.0.0.1:${process.env.PORT || 3000}/tickets/api/openapi.json`;
  const response = await fetch(address, { signal: AbortSignal.timeout(LIMIT_MS) });
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
}

function reaches(address, usualPort) {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) || usualPort, timeout: LIMIT_MS });
    socket.on('error', reject);
    socket.on('timeout', () => reject(new Error(`${hostname} does not answer`)));
    socket.on('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}

try {
  if (process.env.PROCESS_ROLE === 'worker') {
    await Promise.all([reaches(process.env.DATABASE_URL, 5432), reaches(process.env.REDIS_URL, 6379)]);
  } else {
    await apiAnswers();
  }
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
