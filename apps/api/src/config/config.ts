import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';

/** A setting that cannot be used: the message names it, its value (secrets masked) and what is allowed. */
export class ConfigError extends Error {}

const SECRETS = new Set([
  'DATABASE_URL',
  'DATABASE_APP_URL',
  'REDIS_URL',
  'STORAGE_URL',
  'SMTP_URL',
  'SECRET_KEY',
  'SECRET_KEY_PREVIOUS',
  'OPERATOR_TOKEN',
  'DEMO_PASSWORD',
]);

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'a whole number from 1 to 65535')
  .transform(Number)
  .refine((number) => number >= 1 && number <= 65_535, 'a whole number from 1 to 65535');
const urlOf = (...protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol.slice(0, -1)), {
    error: `a URL that begins with ${protocols.map((name) => `${name}://`).join(' or ')}`,
  });

const listOf = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

const isNetwork = (text: string) => {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
};

const wholeNumber = (least: number, most: number) => {
  const allowed = `a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, allowed)
    .transform(Number)
    .refine((value) => value >= least && value <= most, allowed);
};

const LEAST_MAIL_BYTES = 64 * 1024;
/** A mail is in memory while it is read. */
const MOST_MAIL_BYTES = 512 * 1024 * 1024;
const MAIL_SIZES = `bytes, from ${LEAST_MAIL_BYTES} (64 KiB) to ${MOST_MAIL_BYTES} (512 MiB)`;

const schema = z.object({
  NODE_ENV: z.string().default('development'),
  PORT: port.default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: urlOf('http', 'https').optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: urlOf('postgres', 'postgresql').optional(),
  DATABASE_APP_URL: urlOf('postgres', 'postgresql').optional(),
  REDIS_URL: urlOf('redis', 'rediss', 'unix').optional(),
  STORAGE_URL: z
    .string()
    .regex(
      /^(?:file:.+|s3:\/\/[^:@/]+:[^@/]+@[^/]+\/.+)$/,
      'file:FOLDER or s3://KEY:SECRET@HOST/BUCKET?region=…',
    )
    .optional(),
  SMTP_URL: urlOf('smtp', 'smtps').optional(),
  SMTP_MAILS_PER_MINUTE: wholeNumber(1, 10_000).optional(),
  SMTP_CONNECTIONS: wholeNumber(1, 100).default(8),
  SMTP_INBOUND_PORT: port.optional(),
  MAIL_MAX_BYTES: z
    .string()
    .regex(/^\d{1,10}$/, MAIL_SIZES)
    .transform(Number)
    .refine((bytes) => bytes >= LEAST_MAIL_BYTES && bytes <= MOST_MAIL_BYTES, MAIL_SIZES)
    .default(100 * 1024 * 1024),
  SECRET_KEY: z.string().min(16, 'at least 16 characters (32 in production)').optional(),
  SECRET_KEY_PREVIOUS: z
    .string()
    .transform(listOf)
    .pipe(z.array(z.string().min(16, 'secrets of at least 16 characters, separated by commas')))
    .optional(),
  CLAMD_URL: z
    .string()
    .regex(/^(?:tcp:\/\/(?:\[[0-9a-fA-F:]+\]|[^/:@\s]+):\d{1,5}|unix:\/.+)$/, 'tcp://HOST:PORT or unix:/PATH')
    .optional(),
  DEMO: z.enum(['0', '1', 'empty'], '0, 1 or empty').optional(),
  DEMO_PASSWORD: z.string().optional(),
  OPERATOR_TOKEN: z.string().optional(),
  EGRESS_ALLOW: z
    .string()
    .transform(listOf)
    .pipe(z.array(z.string().refine(isNetwork, 'networks in CIDR form, separated by commas')))
    .optional(),
  PROCESS_ROLE: z.enum(['all', 'api', 'worker'], 'all, api or worker').default('all'),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'fatal, error, warn, info, debug, trace or silent',
    )
    .default('info'),
  LOG_FORMAT: z.enum(['pretty', 'json'], 'pretty or json').optional(),
});

/** How long secrets must be in production. For a look at the product on one's own machine shorter ones will do. */
const inProduction = schema.extend({
  SECRET_KEY: z.string().min(32, 'at least 32 characters').optional(),
  DEMO_PASSWORD: z.string().min(8, 'at least 8 characters').optional(),
  OPERATOR_TOKEN: z.string().min(16, 'at least 16 characters').optional(),
});

/** Every setting, read once and frozen. */
export interface Config {
  production: boolean;
  host: string;
  port: number;
  /** Without a trailing slash. */
  publicUrl: string;
  dataDir: string;
  databaseUrl: string | undefined;
  databaseAppUrl: string | undefined;
  redisUrl: string | undefined;
  storageUrl: string;
  smtpUrl: string | undefined;
  /** Through `smtpUrl`, by all processes together; undefined: as they come. */
  smtpMailsPerMinute: number | undefined;
  /** To the server of `smtpUrl`, at most at a time from each process. */
  smtpConnections: number;
  smtpInboundPort: number | undefined;
  /** Bytes of a mail that is taken in; an account may take less. */
  mailMaxBytes: number;
  secretKey: string | undefined;
  /** Secrets that were `SECRET_KEY` before, newest first. */
  secretKeyPrevious: readonly string[];
  /** The virus scanner that attachments are sent to; none without it. */
  clamdUrl: string | undefined;
  demo: '0' | '1' | 'empty';
  demoPassword: string | undefined;
  operatorToken: string | undefined;
  egressAllow: readonly string[];
  role: 'all' | 'api' | 'worker';
  logLevel: string;
  logFormat: 'pretty' | 'json';
}

/** Injection token of the {@link Config}. */
export const CONFIG = Symbol('Config');

/** The version this build calls itself. */
export const VERSION: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

const shown = (name: string, value: string) => (SECRETS.has(name) ? '(hidden)' : JSON.stringify(value));

/**
 * Reads the environment. An empty variable counts as unset.
 * @throws ConfigError naming each wrong setting
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = (given.NODE_ENV === 'production' ? inProduction : schema).safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      return `${name}=${shown(name, env[name] ?? '')} cannot be used: ${issue.message}`;
    });
    throw new ConfigError(lines.join('\n'));
  }
  const e = parsed.data;
  if (e.PROCESS_ROLE !== 'all' && e.REDIS_URL === undefined) {
    throw new ConfigError(
      `PROCESS_ROLE="${e.PROCESS_ROLE}" needs REDIS_URL: separate processes meet in Redis`,
    );
  }
  if (e.PROCESS_ROLE === 'all' && e.SMTP_INBOUND_PORT === e.PORT) {
    throw new ConfigError(`SMTP_INBOUND_PORT="${e.PORT}" cannot be used: it is the port of HTTP (PORT)`);
  }
  const production = e.NODE_ENV === 'production';
  const dataDir = resolve(e.DATA_DIR);
  return Object.freeze<Config>({
    production,
    host: e.HOST,
    port: e.PORT,
    publicUrl: (e.PUBLIC_URL ?? `http://localhost:${e.PORT}`).replace(/\/+$/, ''),
    dataDir,
    databaseUrl: e.DATABASE_URL,
    databaseAppUrl: e.DATABASE_APP_URL,
    redisUrl: e.REDIS_URL,
    storageUrl: e.STORAGE_URL ?? `file:${dataDir}/blobs`,
    smtpUrl: e.SMTP_URL,
    smtpMailsPerMinute: e.SMTP_MAILS_PER_MINUTE,
    smtpConnections: e.SMTP_CONNECTIONS,
    smtpInboundPort: e.SMTP_INBOUND_PORT,
    mailMaxBytes: e.MAIL_MAX_BYTES,
    secretKey: e.SECRET_KEY,
    secretKeyPrevious: e.SECRET_KEY_PREVIOUS ?? [],
    clamdUrl: e.CLAMD_URL,
    demo: e.DEMO ?? (production ? '0' : '1'),
    demoPassword: e.DEMO_PASSWORD,
    operatorToken: e.OPERATOR_TOKEN,
    egressAllow: e.EGRESS_ALLOW ?? (production ? [] : ['127.0.0.0/8', '::1/128']),
    role: e.PROCESS_ROLE,
    logLevel: e.LOG_LEVEL,
    logFormat: e.LOG_FORMAT ?? (process.stdout.isTTY ? 'pretty' : 'json'),
  });
}
