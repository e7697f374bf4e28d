import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MailAccount, Notification } from '@noxdesk/contracts';
import { parseInboundMailSync } from '@noxdesk/mail';
import { Clock } from '../../../src/platform/clock/clock.js';
import { createMailAccount, rawMail, until } from '../../factories/mail.js';
import { type MailDesk, startMailDesk } from '../../support/mail-desk.js';

// Real: PostgreSQL, Redis, Dovecot, an SMTP server. Not real: the time, which runs as it does and is moved on by the
// test, and the HTTP socket (requests are injected).
class MovedClock extends Clock {
  #ahead = 0;

  now(): Date {
    return new Date(Date.now() + this.#ahead);
  }

  advance(minutes: number): void {
    this.#ahead += minutes * 60_000;
  }
}

let desk: MailDesk;
const clock = new MovedClock();
beforeAll(async () => {
  desk = await startMailDesk({ clock });
});
afterAll(() => desk.close());

const get = async <Body>(path: string, token = desk.admin.token): Promise<Body> =>
  (await desk.app.request({ path, token })).json<Body>();
const accountOf = (id: string) => get<MailAccount>(`mail-accounts/${id}/`);
const change = (id: string, body: object) =>
  desk.app.request({ method: 'PATCH', path: `mail-accounts/${id}/`, token: desk.admin.token, body });
const bell = async (kind: string) =>
  (await get<{ results: Notification[] }>('notifications/?limit=100')).results.filter(
    (notification) => notification.kind === kind,
  );
const noticesOf = (words: string) =>
  desk.smtp.mails.filter(({ to, raw }) => {
    if (!to.includes(desk.admin.email)) return false;
    return parseInboundMailSync(raw).text.includes(words);
  });
const healthOf = async (address: string) =>
  (
    await get<{ health: string; accounts: { address: string; health: string }[] }>('mail-health/')
  ).accounts.find((account) => account.address === address)?.health;

describe('a mailbox that is not read for its set time', () => {
  it('turns red and tells its admins once, and again when it is read', async () => {
    const mailbox = 'salud@desk.test';
    const { id } = await createMailAccount(desk.app, desk.admin, desk.dovecot, { mailbox }, desk.smtp);
    await until(async () => (await accountOf(id)).status.state === 'ok');
    expect(await healthOf(mailbox)).toBe('ok');

    await change(id, { password: 'a wrong one', alert_after_minutes: 10 });
    const failing = await until(async () => {
      const { status } = await accountOf(id);
      return status.error && status;
    });
    expect(failing).toMatchObject({ health: 'warning', error: { code: 'credentials' } });
    expect(await bell('mailbox_failing')).toEqual([]);

    clock.advance(11);
    const [alert] = await until(async () => {
      const alerts = await bell('mailbox_failing');
      return alerts.length > 0 && alerts;
    }, 20_000);
    expect(alert).toMatchObject({ ticket: null, data: { address: mailbox, account: id } });
    await until(async () => noticesOf(mailbox).length > 0);
    expect(await healthOf(mailbox)).toBe('failing');
    expect((await get<{ health: string }>('mail-health/')).health).toBe('failing');
    // An agent is not bothered with it.
    const agents = await get<{ results: Notification[] }>('notifications/', desk.agent.token);
    expect(agents.results.map(({ kind }) => kind)).not.toContain('mailbox_failing');

    await change(id, { password: 'mailbox-password' });
    await until(async () => (await bell('mailbox_recovered')).length > 0, 20_000);
    expect(await healthOf(mailbox)).toBe('ok');
    expect((await bell('mailbox_failing')).filter(({ data }) => data.account === id)).toHaveLength(1);
    await until(async () => noticesOf(mailbox).length === 2);
  }, 90_000);

  it('is nobody’s worry while it is switched off', async () => {
    const mailbox = 'apagado@desk.test';
    const { id } = await createMailAccount(desk.app, desk.admin, desk.dovecot, { mailbox, enabled: false });
    clock.advance(600);
    expect(await healthOf(mailbox)).toBe('disabled');
    await change(id, { enabled: true });
    expect(await healthOf(mailbox)).not.toBe('failing');
    await until(async () => (await accountOf(id)).status.state === 'ok');
  });
});

describe('what ends', () => {
  it('is shown with its days, and warned of once at each step', async () => {
    const mailbox = 'caduca@desk.test';
    desk.dovecot.oauth.addApplication({ id: 'ends', secret: 'right', user: mailbox });
    const inDays = (days: number) => new Date(clock.now().getTime() + days * 86_400_000).toISOString();
    const { id } = await createMailAccount(desk.app, desk.admin, desk.dovecot, {
      mailbox,
      auth: 'microsoft',
      password: undefined,
      oauth: {
        client_id: 'ends',
        client_secret: 'right',
        client_secret_expires_at: inDays(20),
        token_url: desk.dovecot.oauth.tokenUrl,
      },
    });
    await until(async () => (await accountOf(id)).status.state === 'ok');
    const { status } = await accountOf(id);
    expect(status).toMatchObject({ health: 'warning', warnings: [{ kind: 'client_secret', days: 20 }] });
    expect(Date.parse(status.token_expires_at!)).toBeGreaterThan(clock.now().getTime());
    const warnings = () => bell('mailbox_ending');
    await until(async () => (await warnings()).length === 1, 20_000);
    clock.advance(14 * 1_440);
    await until(async () => (await warnings()).length === 2, 20_000);
    // Looked at again and again, it is not told again.
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect(await warnings()).toHaveLength(2);
    expect((await warnings()).map(({ data }) => data.days)).toEqual([6, 20]);
  }, 90_000);
});

describe('an account in the list', () => {
  it('says how much came in, and how much waits for somebody', async () => {
    const mailbox = 'cuenta@desk.test';
    const { id } = await createMailAccount(desk.app, desk.admin, desk.dovecot, { mailbox }, desk.smtp);
    await desk.receive(await rawMail({ from: 'a@cliente.test', to: mailbox }), mailbox);
    await desk.receive(
      await rawMail({ from: desk.agent.email, to: mailbox, inReplyTo: '<unknown@x.test>' }),
      mailbox,
    );
    const { counts, lag_seconds: lag, failures } = (await accountOf(id)).status;
    expect(counts.day).toBe(2);
    expect(counts.waiting).toBe(0);
    expect(lag).toBeLessThan(30);
    expect(failures).toBe(0);
  });
});
