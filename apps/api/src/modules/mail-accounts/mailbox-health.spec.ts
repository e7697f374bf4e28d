import { describe, expect, it } from '@jest/globals';
import type { MailAccount } from './mail-account.js';
import { endings, healthOf, isSilent, warningDue } from './mailbox-health.js';

const NOW = new Date('2026-11-23T12:00:00Z');
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const ahead = (days: number) => new Date(NOW.getTime() + days * 86_400_000).toISOString();

const account = (more: Partial<MailAccount> = {}): MailAccount =>
  ({
    enabled: true,
    auth: 'password',
    oauth: null,
    secrets: {},
    pollSeconds: 60,
    alertAfterMinutes: 30,
    watchedSince: ago(10_000),
    lastFetchAt: ago(1),
    error: null,
    ...more,
  }) as MailAccount;
const oauth = (secretEnd?: string, grantExpiresAt?: number) =>
  account({
    auth: 'microsoft',
    oauth: { client_id: 'x', ...(secretEnd !== undefined && { client_secret_expires_at: secretEnd }) },
    secrets: { tokens: { accessToken: 'x', issuedAt: 0, expiresAt: 0, grantExpiresAt } },
  });

describe('a mailbox', () => {
  it.each([
    ['is well while it is read', account(), 'ok'],
    ['is a worry while reading fails', account({ error: { code: 'timeout' } }), 'warning'],
    ['fails once it is unread for its time and its pace', account({ lastFetchAt: ago(31) }), 'failing'],
    ['does not fail a moment before', account({ lastFetchAt: ago(30.9) }), 'ok'],
    ['fails when it was never read at all', account({ lastFetchAt: null }), 'failing'],
    [
      'has its time when it was only now switched on',
      account({ lastFetchAt: ago(900), watchedSince: ago(5) }),
      'ok',
    ],
    ['is nobody’s worry when it is switched off', account({ lastFetchAt: null, enabled: false }), 'disabled'],
    ['is a worry when its client secret ends soon', oauth(ahead(12)), 'warning'],
    ['is well while that is far away', oauth(ahead(60)), 'ok'],
  ])('%s', (_, given, health) => {
    expect(healthOf(given, NOW)).toBe(health);
  });

  it('that is looked at once a day is not silent after half an hour', () => {
    expect(isSilent(account({ pollSeconds: 86_400, lastFetchAt: ago(60) }), NOW)).toBe(false);
  });
});

describe('what ends', () => {
  it('is told with its days, and only where it is needed', () => {
    expect(endings(oauth(ahead(6.5)), NOW)).toEqual([
      { kind: 'client_secret', expiresAt: new Date(ahead(6.5)), days: 7 },
    ]);
    expect(endings({ ...oauth(ahead(6)), auth: 'password' }, NOW)).toEqual([]);
    expect(endings(oauth(ahead(-2)), NOW)[0]!.days).toBe(-2);
    expect(endings(oauth(undefined, NOW.getTime() + 2 * 86_400_000), NOW)).toMatchObject([
      { kind: 'grant', days: 2 },
    ]);
    expect(endings(oauth(undefined, NOW.getTime() + 6 * 86_400_000), NOW)).toEqual([]);
  });

  it('is warned of at each step once, and anew for a new end', () => {
    const [ending] = endings(oauth(ahead(20)), NOW);
    expect(warningDue(ending!, {})).toBe(30);
    const expiresAt = ending!.expiresAt.toISOString();
    expect(warningDue(ending!, { client_secret: { expiresAt, days: 30 } })).toBeNull();
    expect(warningDue({ ...ending!, days: 5 }, { client_secret: { expiresAt, days: 30 } })).toBe(7);
    expect(warningDue({ ...ending!, days: -1 }, { client_secret: { expiresAt, days: 1 } })).toBe(0);
    expect(warningDue(ending!, { client_secret: { expiresAt: ahead(1), days: 30 } })).toBe(30);
  });
});
