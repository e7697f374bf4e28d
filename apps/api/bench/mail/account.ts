import pg from 'pg';

/** The account that mails of the benchmark come through. */
export const ACCOUNT = '01900000-0000-7000-8000-000000000001';

/** A mailbox whose mails come from the requesters of the data. @returns how many there are */
export async function makeAccount(adminUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO mail_accounts (tenant_id, id, department_id, address, protocol, host, port, tls, auth, username, secrets,
         folder, poll_seconds, after_import, receipts, enabled, created_at)
       VALUES (1, $1, 1, 'soporte@example.test', 'imap', 'localhost', 143, 'none', 'password', 'soporte', '', 'INBOX', 60,
         'seen', 'people', true, now())`,
      [ACCOUNT],
    );
    const { rows } = await client.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM users WHERE tenant_id = 1 AND role = 'customer'`,
    );
    return rows[0]!.count;
  } finally {
    await client.end();
  }
}
