import { type IncomingMessage, request } from 'node:http';
import { type Compared, rounded } from './compare.js';
import type { Stage } from './stage.js';
import { SCENARIOS } from '../scenarios.js';

const AGENTS = 500;
const AT_A_TIME = 50;
const PAUSE_MS = 50;

/** How long it takes until each of many connected agents hears of a reply, from the moment it is sent. */
export async function measureLive(stage: Stage, seconds: number): Promise<Compared> {
  const { url } = stage.application;
  const listeners: Awaited<ReturnType<typeof listen>>[] = [];
  while (listeners.length < AGENTS) {
    const some = Array.from({ length: AT_A_TIME }, () => listen(url, stage.token));
    listeners.push(...(await Promise.all(some)));
  }
  const times: number[] = [];
  let sentAt = 0;
  for (const { response } of listeners) {
    response.on('data', (chunk: Buffer) => {
      if (chunk.includes('event:')) times.push(performance.now() - sentAt);
    });
  }
  const { application: next } = stage.shots(SCENARIOS.find(({ name }) => name === 'reply')!);
  const until = performance.now() + seconds * 1_000;
  while (performance.now() < until) {
    const { method, path, body } = next();
    sentAt = performance.now();
    const heard = times.length;
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${stage.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    await answer.arrayBuffer();
    const limit = performance.now() + 5_000;
    while (times.length < heard + AGENTS && performance.now() < limit) await pause(2);
    if (times.length < heard + AGENTS)
      throw new Error(`${times.length - heard} of ${AGENTS} agents heard of a reply`);
    await pause(PAUSE_MS);
  }
  for (const { close } of listeners) close();
  times.sort((a, b) => a - b);
  const at = (share: number) => rounded(times[Math.floor((times.length - 1) * share)]!, 1);
  return {
    name: 'live_500',
    label: `a reply told to ${AGENTS} agents, p95`,
    unit: 'ms',
    value: at(0.95),
    floor: null,
    ratio: null,
    goal: null,
    cpu_ms: null,
    cpuGoal: null,
    floorCpuMs: null,
    appCpuMs: null,
    p50: at(0.5),
    p95: at(0.95),
    roundTrips: 0,
  };
}

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

function listen(url: string, token: string): Promise<{ response: IncomingMessage; close: () => void }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/tickets/api/live/`, {
      agent: false,
      headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      response.on('error', () => undefined);
      if (response.statusCode !== 200) reject(new Error(`live/: ${response.statusCode}`));
      else resolve({ response, close: () => sent.destroy() });
    });
    sent.end();
  });
}
