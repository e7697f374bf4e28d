import { createHmac } from 'node:crypto';
import pg from 'pg';

export const APP_ROLE = 'noxdesk_app';
/** BullMQ's own, for its PostgreSQL backend. */
export const QUEUE_SCHEMA = 'bullmq';

/**
 * Where the application signs in: `DATABASE_APP_URL`, or the owner's address as `noxdesk_app`. Its password derives
 * from the owner's, so that every process, and every installation that shares a server and an owner, agrees on it.
 */
export function appUrl(ownerUrl: string, given: string | undefined): string {
  if (given !== undefined) return given;
  const url = new URL(ownerUrl);
  const password = createHmac('sha256', decodeURIComponent(url.password)).update(
    `${url.username} noxdesk_app`,
  );
  url.username = APP_ROLE;
  url.password = password.digest('hex');
  return url.href;
}

/** The role's name in an address of the application. */
export const roleOf = (url: string): string => decodeURIComponent(new URL(url).username);

/**
 * Makes the application's role where it is missing (unless `DATABASE_APP_URL` names one of the operator's own), and
 * lets it use, never own, what the migrations made.
 */
export async function ensureAppRole(
  owner: pg.Client,
  ownerUrl: string,
  given: string | undefined,
): Promise<void> {
  const role = roleOf(appUrl(ownerUrl, given));
  const { rows } = await owner.query<{ rolsuper: boolean; rolbypassrls: boolean }>(
    'SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = $1',
    [role],
  );
  if (rows[0] && (rows[0].rolsuper || rows[0].rolbypassrls)) {
    throw new Error(`The role ${role} may bypass row-level security; the application does not start with it`);
  }
  if (given !== undefined) return;
  const secret = pg.escapeLiteral(decodeURIComponent(new URL(appUrl(ownerUrl, given)).password));
  // Not NOSUPERUSER: that is the default, and only a superuser may even repeat it of a role that is there already.
  const options = `LOGIN NOCREATEDB NOCREATEROLE NOINHERIT PASSWORD ${secret}`;
  try {
    await owner.query(`${rows[0] ? 'ALTER' : 'CREATE'} ROLE ${APP_ROLE} ${options}`);
  } catch (error) {
    // Two installations on one server may make the role at the same moment; either result is the same role.
    if (!['23505', '42710', 'XX000'].includes((error as { code?: string }).code ?? '')) throw error;
  }
}

/** Grants what the application needs on everything there is; run after each migration. */
export async function grantToApp(owner: pg.Client, role: string): Promise<void> {
  const name = pg.escapeIdentifier(role);
  for (const schema of ['public', QUEUE_SCHEMA]) {
    await owner.query(`
      GRANT USAGE ON SCHEMA ${schema} TO ${name};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${name};
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${schema} TO ${name};`);
  }
  // BullMQ makes a sequence for each queue when it is first used. Those are the application's own already, and their
  // owner alone could grant them.
  await owner.query(`GRANT CREATE ON SCHEMA ${QUEUE_SCHEMA} TO ${name}`);
  const { rows: sequences } = await owner.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'S' AND n.nspname = ANY ($1) AND pg_get_userbyid(c.relowner) = current_user`,
    [['public', QUEUE_SCHEMA]],
  );
  for (const sequence of sequences) {
    await owner.query(`GRANT USAGE, SELECT ON SEQUENCE ${sequence.name} TO ${name}`);
  }
  await owner.query(`
    REVOKE INSERT, UPDATE, DELETE ON migrations FROM ${name};
    REVOKE INSERT, UPDATE, DELETE ON tenants FROM ${name};
    REVOKE UPDATE, DELETE ON audit_entries FROM ${name};
    REVOKE INSERT, UPDATE, DELETE ON audit_redactions FROM ${name};
    REVOKE ALL ON counters FROM ${name};`);
}
