import { accessSync, constants, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CommandError, run } from './run.mjs';

const MORE_FOLDERS = ['/usr/sbin', '/sbin', '/usr/local/sbin', '/usr/libexec/dovecot', '/usr/lib/dovecot'];
const POLICY = '/usr/sbin/policy-rc.d';

/** What the tests run against: any of `programs` will do, else Debian's `package` brings one. */
const NEEDS = [
  { programs: ['redis-server', 'valkey-server'], package: 'redis-server' },
  { programs: ['imap'], package: 'dovecot-imapd' },
  { programs: ['pop3'], package: 'dovecot-pop3d' },
  { programs: ['lmtp'], package: 'dovecot-lmtpd' },
  { programs: ['openssl'], package: 'openssl' },
  { programs: ['nginx'], package: 'nginx-light' },
  { programs: ['chromium', 'chromium-browser', 'google-chrome'], package: 'chromium' },
];
/** What only the long suites run against. */
const FULL_NEEDS = [{ programs: ['clamd'], package: 'clamav-daemon' }];
const FONTS = { folder: '/usr/share/fonts/truetype', package: 'fonts-dejavu-core' };

function isOnPath(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...MORE_FOLDERS];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function missingPackages(full) {
  const needs = full ? [...NEEDS, ...FULL_NEEDS] : NEEDS;
  const missing = needs.filter(({ programs }) => !programs.some(isOnPath)).map((need) => need.package);
  const hasFonts =
    process.platform !== 'linux' || (existsSync(FONTS.folder) && readdirSync(FONTS.folder).length > 0);
  return hasFonts ? missing : [...missing, FONTS.package];
}

async function apt(what, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { code, output } = await run('apt-get', args, { env });
  if (code !== 0) throw new CommandError(what, output);
}

async function install(packages) {
  // The tests start servers of their own; Debian would start each package's right away, on its usual port.
  const ownPolicy = !existsSync(POLICY);
  if (ownPolicy) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await apt('apt-get update', ['update', '-q']);
    await apt('apt-get install', ['install', '-y', '-q', '--no-install-recommends', ...packages]);
  } finally {
    if (ownPolicy) rmSync(POLICY, { force: true });
  }
}

/**
 * Sees to the system packages that the tests need: as root on Debian they are installed, elsewhere they are named.
 * @throws CommandError when something is missing and could not be installed
 */
export async function ensureSystemPackages({ say, full = false }) {
  const missing = missingPackages(full);
  if (missing.length === 0) return;
  const names = missing.join(' ');
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    throw new CommandError(
      'The check for system packages',
      `The tests need these (Debian's names): ${names}`,
    );
  }
  say(`Installing system packages: ${names} …`);
  await install(missing);
  const still = missingPackages(full);
  if (still.length > 0) {
    throw new CommandError('The installation of system packages', `Still missing: ${still.join(' ')}`);
  }
}
