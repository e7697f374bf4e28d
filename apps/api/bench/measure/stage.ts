import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { Keys } from '../../src/platform/security/keys.js';
import { appUrl } from '../../src/platform/database/app-role.js';
import { databaseAt, freshDatabase, keptDatabase, type Servers } from '../database.js';
import type { Plan } from '../floor/plan.js';
import { findSamples, type Samples, type Scenario } from '../scenarios.js';
import type { Shot } from './load.js';
import { type Measured, startApplication, startFloor } from './processes.js';
import { Recorder } from './recorder.js';

/** Data, a caller and the servers to measure. */
export interface Stage {
  application: Measured;
  floor: Measured;
  token: string;
  /** Of an agent of the other tenant. */
  otherToken: string;
  samples: Samples;
  /** By the name of the scenario. */
  roundTrips: ReadonlyMap<string, number>;
  /** The requests of a scenario to the application, one after the other, and the same to the floor. */
  shots(scenario: Scenario): { application: () => Shot; floor: () => Shot };
  /** One request, and its answer. @throws Error where it is no success */
  send(url: string, shot: Shot): Promise<unknown>;
  stop(): Promise<void>;
}

export interface StageOptions {
  servers: Servers;
  tickets: number;
  scenarios: readonly Scenario[];
  profileDir?: string | undefined;
  /** Nothing but reads: they are made on the kept data, not on a copy. */
  isReadOnly?: boolean;
  /** What the application allocates is counted, which slows it down. */
  probesAllocations?: boolean;
  say: (line: string) => void;
}

/** Sets up a copy of the data, learns from the application what each request does, and starts both servers. */
export async function setUp(options: StageOptions): Promise<Stage> {
  const { servers, tickets, scenarios, isReadOnly, say } = options;
  const database = isReadOnly ? await keptDatabase(servers, tickets) : await freshDatabase(servers, tickets);
  const ownerUrl = databaseAt(servers.postgres.url, database);
  const secret = randomBytes(32).toString('hex');
  const keys = new Keys(secret);
  const { tenantId, agentId, sessionId, samples, other } = await lookUp(
    databaseAt(servers.postgres.adminUrl, database),
  );
  const token = sign(keys, { tenant: tenantId, sub: agentId, sid: sessionId });
  const otherToken = sign(keys, { tenant: other.tenantId, sub: other.agentId, sid: other.sessionId });

  say('Recording what each request asks of the database …');
  const { recorder, url } = await Recorder.start(ownerUrl);
  const learned = await learn({ recorder, url, servers, secret, token, samples, scenarios });

  const application = await startApplication({
    databaseUrl: ownerUrl,
    redisUrl: servers.redisUrl,
    secret,
    profileDir: options.profileDir,
    probesAllocations: options.probesAllocations,
  });
  const floor = await startFloor({
    databaseUrl: appUrl(ownerUrl, undefined),
    key: keys.key('access-token'),
    plans: Object.fromEntries(learned.plans),
  });
  return {
    application,
    floor,
    token,
    otherToken,
    samples,
    roundTrips: learned.roundTrips,
    shots: (scenario) => shotsOf(scenario, samples, learned.deepPath),
    send: (url, shot) => send(url, token, shot),
    stop: async () => {
      await Promise.all([application.stop(), floor.stop()]);
    },
  };
}

async function lookUp(adminUrl: string) {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const agent = await signedIn(client, 'agent1.uno@empresa.test');
    const other = await signedIn(client, 'agent1.dos@empresa.test');
    return { ...agent, other, samples: await findSamples(client, agent.tenantId) };
  } finally {
    await client.end();
  }
}

/** What a sign-in leaves behind: an access token is good for nothing without its session. */
async function beginSession(client: pg.Client, tenantId: number, userId: string): Promise<string> {
  const id = randomUUID();
  await client.query(
    `INSERT INTO sessions (tenant_id, id, user_id, method, address, user_agent, created_at, confirmed_at,
       last_used_at, expires_at)
     VALUES ($1, $2, $3, 'password', '127.0.0.1', 'bench', now(), now(), now(), now() + interval '1 day')`,
    [tenantId, id, userId],
  );
  return id;
}

async function signedIn(client: pg.Client, email: string) {
  const { rows } = await client.query<{ tenant_id: number; id: string }>(
    `SELECT tenant_id, id FROM users WHERE email = $1`,
    [email],
  );
  const [{ tenant_id: tenantId, id: agentId }] = rows as [{ tenant_id: number; id: string }];
  const sessionId = await beginSession(client, tenantId, agentId);
  return { tenantId, agentId, sessionId };
}

interface Learned {
  plans: Map<string, Plan>;
  roundTrips: Map<string, number>;
  deepPath: string;
}

async function learn(options: {
  recorder: Recorder;
  url: string;
  servers: Servers;
  secret: string;
  token: string;
  samples: Samples;
  scenarios: readonly Scenario[];
}): Promise<Learned> {
  const { recorder, url, servers, secret, token, samples, scenarios } = options;
  const application = await startApplication({ databaseUrl: url, redisUrl: servers.redisUrl, secret });
  const plans = new Map<string, Plan>();
  const roundTrips = new Map<string, number>();
  try {
    const deepPath = await walkDown(application.url, token, samples);
    for (const scenario of scenarios) {
      const { application: next } = shotsOf(scenario, samples, deepPath);
      // The first ones prepare statements and fill caches.
      for (let i = 0; i < 3; i += 1) await send(application.url, token, next());
      const from = Date.now();
      const shot = next();
      let example: unknown;
      const recording = await recorder.record(async () => {
        example = await send(application.url, token, shot);
      });
      const target = scenario.targets?.(samples).find((id) => shot.path.includes(id)) ?? '';
      plans.set(scenario.name, {
        shape: scenario.shape,
        steps: recording.steps,
        example,
        target,
        from,
        until: Date.now(),
      });
      roundTrips.set(scenario.name, recording.roundTrips);
    }
    return { plans, roundTrips, deepPath };
  } finally {
    await application.stop();
    await recorder.stop();
  }
}

async function send(url: string, token: string, { method, path, body }: Shot): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
  return JSON.parse(text);
}

/** Follows `next` over pages of 100. @returns the page that comes then, of the usual size */
async function walkDown(url: string, token: string, { depth }: Samples): Promise<string> {
  let path = '/tickets/api/tickets/?ordering=-created_at&limit=100';
  for (let i = 0; i < depth; i += 1) {
    const page = (await send(url, token, { method: 'GET', path })) as { next: string | null };
    if (page.next === null) break;
    path = page.next;
  }
  return path.replace('limit=100', 'limit=25');
}

function shotsOf(scenario: Scenario, samples: Samples, deepPath: string) {
  const targets = scenario.targets?.(samples) ?? [''];
  const turns = (make: (target: string, shot: Shot) => Shot) => {
    let count = 0;
    return () => {
      const target = targets[count % targets.length]!;
      const shot = scenario.shot(target, Math.floor(count / targets.length), samples);
      count += 1;
      return make(target, shot);
    };
  };
  return {
    application: turns((_, shot) => (scenario.name === 'list_depth' ? { ...shot, path: deepPath } : shot)),
    floor: turns((target, shot) => ({ ...shot, path: `/${scenario.name}/${target}` })),
  };
}

const HOURS = 12 * 3_600;

/** A token as the application signs them, for longer than its own last. */
function sign(keys: Keys, claims: { tenant: number; sub: string; sid: string }): string {
  const now = Math.floor(Date.now() / 1_000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = { iss: 'noxdesk', iat: now, exp: now + HOURS, kind: 'access', ...claims };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(body)}`;
  return `${signed}.${createHmac('sha256', keys.key('access-token')).update(signed).digest('base64url')}`;
}
