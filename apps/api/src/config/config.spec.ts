import { describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig } from './config.js';

function refusal(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('It was accepted');
}

describe('without any setting', () => {
  it('the application is a demo on this machine alone', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      production: false,
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://localhost:3000',
      demo: '1',
      role: 'all',
      logLevel: 'info',
      databaseUrl: undefined,
      redisUrl: undefined,
      smtpUrl: undefined,
      operatorToken: undefined,
      egressAllow: ['127.0.0.0/8', '::1/128'],
    });
    expect(config.dataDir).toMatch(/^\/.*\/\.data$/);
    expect(config.storageUrl).toBe(`file:${config.dataDir}/blobs`);
  });

  it('an empty variable counts as unset', () => {
    expect(readConfig({ PORT: '', REDIS_URL: '', PROCESS_ROLE: '' })).toMatchObject({
      port: 3000,
      role: 'all',
    });
  });

  it('nothing can be changed afterwards', () => {
    expect(() => Object.assign(readConfig({}), { port: 1 })).toThrow(TypeError);
  });
});

describe('in production', () => {
  it('there is no demo and no private network, unless it is asked for', () => {
    expect(readConfig({ NODE_ENV: 'production' })).toMatchObject({
      production: true,
      demo: '0',
      egressAllow: [],
    });
    expect(
      readConfig({ NODE_ENV: 'production', DEMO: 'empty', EGRESS_ALLOW: '10.0.0.0/8, fd00::/8' }),
    ).toMatchObject({ demo: 'empty', egressAllow: ['10.0.0.0/8', 'fd00::/8'] });
  });
});

describe('a setting', () => {
  it('is taken as it is meant', () => {
    expect(
      readConfig({
        PORT: '8080',
        HOST: '::',
        PUBLIC_URL: 'https://desk.example/',
        STORAGE_URL: 's3://key:secret@s3.example/bucket?region=eu',
        SMTP_INBOUND_PORT: '2525',
        MAIL_MAX_BYTES: '26214400',
        PROCESS_ROLE: 'worker',
        REDIS_URL: 'redis://localhost:6379',
        LOG_FORMAT: 'json',
      }),
    ).toMatchObject({
      port: 8080,
      host: '::',
      publicUrl: 'https://desk.example',
      storageUrl: 's3://key:secret@s3.example/bucket?region=eu',
      smtpInboundPort: 2525,
      mailMaxBytes: 26_214_400,
      role: 'worker',
      logFormat: 'json',
    });
  });

  it.each([
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', 'http'],
    ['PUBLIC_URL', 'desk.example'],
    ['PUBLIC_URL', 'ftp://desk.example'],
    ['SMTP_INBOUND_PORT', '25.5'],
    ['SMTP_MAILS_PER_MINUTE', '0'],
    ['SMTP_CONNECTIONS', 'muchas'],
    ['MAIL_MAX_BYTES', '100M'],
    ['MAIL_MAX_BYTES', '1000'],
    ['MAIL_MAX_BYTES', '9999999999'],
    ['DEMO', 'yes'],
    ['EGRESS_ALLOW', '10.0.0.0/33'],
    ['EGRESS_ALLOW', 'localhost'],
    ['PROCESS_ROLE', 'web'],
    ['LOG_LEVEL', 'loud'],
    ['LOG_FORMAT', 'xml'],
  ])('%s=%s is refused by name and value, with what is allowed', (name, value) => {
    const message = refusal({ [name]: value });
    expect(message).toContain(`${name}=${JSON.stringify(value)} cannot be used: `);
    expect(message.split(' cannot be used: ')[1]!.length).toBeGreaterThan(5);
    expect(message.split('\n')).toHaveLength(1);
  });

  it.each([
    ['DATABASE_URL', 'mysql://root:hunter2@db/x'],
    ['DATABASE_APP_URL', 'hunter2'],
    ['REDIS_URL', 'http://:hunter2@redis'],
    ['STORAGE_URL', 's3://hunter2'],
    ['SMTP_URL', 'mailto:hunter2'],
    ['SECRET_KEY', 'hunter2'],
    ['OPERATOR_TOKEN', 'hunter2'],
    ['DEMO_PASSWORD', 'huntr2'],
  ])('%s is refused without showing its value', (name, value) => {
    const message = refusal({ NODE_ENV: 'production', [name]: value });
    expect(message).toContain(`${name}=(hidden) cannot be used: `);
    expect(message).not.toMatch(/hunte?r2/);
  });

  it('among several wrong ones is told with the others, one a line', () => {
    const lines = refusal({ NODE_ENV: 'production', PORT: 'x', DEMO: 'x', SECRET_KEY: 'short' }).split('\n');
    expect(lines.map((line) => line.split('=')[0])).toEqual(['PORT', 'SECRET_KEY', 'DEMO']);
  });

  it('is a secret that is too short only in production', () => {
    const secretKey = 's'.repeat(16);
    const short = { SECRET_KEY: secretKey, OPERATOR_TOKEN: 'op', DEMO_PASSWORD: 'demo' };
    expect(readConfig(short)).toMatchObject({ secretKey, operatorToken: 'op', demoPassword: 'demo' });
    expect(refusal({ NODE_ENV: 'production', ...short }).split('\n')).toHaveLength(3);
  });

  it('is a port that two of ours would listen on', () => {
    expect(refusal({ PORT: '4000', SMTP_INBOUND_PORT: '4000' })).toBe(
      'SMTP_INBOUND_PORT="4000" cannot be used: it is the port of HTTP (PORT)',
    );
  });

  it('that needs another says so: separate processes meet in Redis', () => {
    expect(refusal({ PROCESS_ROLE: 'api' })).toContain('PROCESS_ROLE="api" needs REDIS_URL');
  });
});
