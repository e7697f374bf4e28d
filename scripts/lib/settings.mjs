/** What `npm start` takes: one row per setting, as an option, as an environment variable, or as both. */
const SETTINGS = [
  ['port', 'PORT', '3000', 'port that HTTP listens on'],
  ['host', 'HOST', '127.0.0.1', 'address that HTTP listens on'],
  ['public-url', 'PUBLIC_URL', 'http://localhost:$PORT', 'address used in mails and links'],
  ['data-dir', 'DATA_DIR', '.data', "embedded services' data, generated secrets, local attachment store"],
  ['role', 'PROCESS_ROLE', 'all', 'all, api or worker; other than all needs REDIS_URL'],
  [
    'demo',
    'DEMO',
    '1 outside production',
    'demo tenant in an empty database: 1, 0, or empty (without tickets)',
  ],
  ['log-level', 'LOG_LEVEL', 'info', 'fatal, error, warn, info, debug or trace'],
  ['log-format', 'LOG_FORMAT', 'pretty on a terminal, else json', 'pretty or json'],
  [undefined, 'DATABASE_URL', 'embedded PostgreSQL', 'PostgreSQL 15 or newer, as the migrating owner'],
  [
    undefined,
    'DATABASE_APP_URL',
    'noxdesk_app, made at migration',
    'the role that the application signs in as',
  ],
  [undefined, 'REDIS_URL', 'a redis-server or valkey-server on the PATH', 'Redis 7 or newer, or Valkey'],
  [undefined, 'STORAGE_URL', 'file:$DATA_DIR/blobs', 'or s3://KEY:SECRET@HOST/BUCKET?region=…'],
  [undefined, 'SMTP_URL', 'mails are kept in the outbox', 'default server for outgoing mail'],
  [undefined, 'SMTP_INBOUND_PORT', 'off', 'port of the built-in SMTP receiver'],
  [undefined, 'SMTP_MAILS_PER_MINUTE', 'as they come', 'mails through SMTP_URL, by all processes together'],
  [undefined, 'SMTP_CONNECTIONS', '8', 'connections to SMTP_URL that each process uses at most'],
  [undefined, 'MAIL_MAX_BYTES', '104857600', 'bytes of a mail that is taken in; more is refused or left'],
  [undefined, 'SECRET_KEY', 'generated once into DATA_DIR', 'root of the keys that sign and encrypt'],
  [undefined, 'SECRET_KEY_PREVIOUS', 'none', 'earlier secrets, newest first, separated by commas'],
  [undefined, 'CLAMD_URL', 'files are not scanned', 'virus scanner: tcp://HOST:PORT or unix:/PATH'],
  [undefined, 'DEMO_PASSWORD', 'random, printed once', "password of the demo tenant's accounts"],
  [undefined, 'OPERATOR_TOKEN', 'operator API off', 'bearer token of the operator API'],
  [
    undefined,
    'EGRESS_ALLOW',
    'production: none; else loopback',
    'private networks (CIDR list) that may be reached',
  ],
];

/** Options for node:util's parseArgs. */
export const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  ...Object.fromEntries(
    SETTINGS.filter(([option]) => option !== undefined).map(([option]) => [option, { type: 'string' }]),
  ),
};

/** The environment variables that the given option values stand for. */
export function settingsFromOptions(values) {
  const given = SETTINGS.filter(([option]) => option !== undefined && values[option] !== undefined);
  return Object.fromEntries(given.map(([option, name]) => [name, values[option]]));
}

/** The text of `npm start -- --help`. */
export function helpText() {
  const options = SETTINGS.filter(([option]) => option !== undefined);
  const width = Math.max(...SETTINGS.map(([, name]) => name.length)) + 2;
  return [
    'Usage: npm start -- [options]',
    '',
    'Installs and builds what is missing, then runs NoxDesk: database, queues, API, workers and web pages.',
    'Ctrl-C stops all of it.',
    '',
    'Options (each wins over the environment variable of the same meaning):',
    `  ${'-h, --help'.padEnd(width + 4)}this text`,
    ...options.map(([option, name]) => `  ${`--${option} VALUE`.padEnd(width + 4)}${name}`),
    '',
    'Environment:',
    ...SETTINGS.flatMap(([, name, fallback, meaning]) => [
      `  ${name.padEnd(width)}${meaning}`,
      `  ${''.padEnd(width)}default: ${fallback}`,
    ]),
    '',
  ].join('\n');
}

/** Every environment variable that the product reads. */
export const SETTING_NAMES = SETTINGS.map(([, name]) => name);
