import { chmodSync, lchownSync, readFileSync, statSync } from 'node:fs';
import { EmbeddedServiceError } from './errors.js';
import { walk } from './files.js';

/** The account that a service runs under; `undefined` stands for our own. */
export interface ServiceUser {
  uid: number;
  gid: number;
}

/**
 * PostgreSQL refuses to run as root. A number of its own, rather than `nobody`, keeps the data out of reach of every
 * other program that gives up its rights the same way. No account of this number has to exist.
 */
const OWN_UID = 54_329;

const isRoot = (): boolean => process.getuid?.() === 0;

function accounts(): { name: string; uid: number; gid: number }[] {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  return lines
    .map((line) => line.split(':'))
    .filter((fields) => fields.length > 3)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

/** The account for a service whose data lie in `folder`: that of the data where there are some, so that it never changes. */
export function serviceUserFor(folder: string): ServiceUser | undefined {
  if (!isRoot()) return undefined;
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found !== undefined && found.uid !== 0) return { uid: found.uid, gid: found.gid };
  const taken = new Set(accounts().map(({ uid }) => uid));
  let uid = OWN_UID;
  while (taken.has(uid)) uid += 1;
  return { uid, gid: uid };
}

/** An unprivileged account that has a name: initdb insists on one. */
export function namedUser(): ServiceUser | undefined {
  if (!isRoot()) return undefined;
  const known = accounts().filter(({ uid }) => uid > 0);
  const found = known.find(({ name }) => name === 'nobody') ?? known[0];
  if (found === undefined)
    throw new EmbeddedServiceError('PostgreSQL needs an account other than root in /etc/passwd.');
  return { uid: found.uid, gid: found.gid };
}

/** Hands a folder and all in it to the account, and shuts it to everybody else. */
export function handOver(folder: string, user: ServiceUser | undefined): void {
  chmodSync(folder, 0o700);
  if (user === undefined) return;
  walk(folder, (path) => lchownSync(path, user.uid, user.gid));
}

/**
 * How a service names its data folder: it is started inside it and says "where I am". That needs no right on the
 * folders above, so the data may lie below a folder of mode 700 that belongs to root.
 */
export function pathFromInside(folder: string): string {
  return process.platform === 'linux' ? '/proc/self/cwd' : folder;
}
