import { describe, expect, it } from '@jest/globals';
import { type AccessToken, createAccessTokens, withToken } from './access-token.js';
import { ApiError } from './problem.js';

/** Tabs of one browser: one cookie, used once per exchange, and a lock that all of them share. */
function browser() {
  let time = 0;
  let cookie = 1;
  let lock: Promise<unknown> = Promise.resolve();
  const used: number[] = [];
  const tabs: ReturnType<typeof createAccessTokens>[] = [];
  let failure: ApiError | null = null;

  function openTab() {
    const tab = createAccessTokens({
      now: () => time,
      exclusively: (task) => {
        const turn = lock.then(task, task);
        lock = turn.catch(() => undefined);
        return turn;
      },
      exchange: async () => {
        await Promise.resolve();
        if (failure) throw failure;
        used.push(cookie);
        cookie += 1;
        return { token: `access-${cookie}`, expiresAt: time + 900_000 };
      },
      publish: (token: AccessToken | null) =>
        tabs.filter((one) => one !== tab).forEach((one) => one.receive(token)),
    });
    tabs.push(tab);
    return tab;
  }
  return {
    openTab,
    used,
    pass: (milliseconds: number) => (time += milliseconds),
    fail: (error: ApiError | null) => (failure = error),
  };
}

describe('the access token of a tab', () => {
  it('is asked for once by any number of calls at the same time', async () => {
    const { openTab, used } = browser();
    const tab = openTab();
    const tokens = await Promise.all([tab.get(), tab.get(), tab.get()]);
    expect(new Set(tokens).size).toBe(1);
    expect(used).toHaveLength(1);
  });

  it('is kept until shortly before it ends', async () => {
    const { openTab, used, pass } = browser();
    const tab = openTab();
    await tab.get();
    pass(880_000);
    await tab.get();
    expect(used).toHaveLength(1);
    pass(15_000);
    await tab.get();
    expect(used).toHaveLength(2);
  });

  it('is shared with the tabs that waited, so that the cookie is never used twice', async () => {
    const { openTab, used } = browser();
    const [one, other] = [openTab(), openTab()];
    const tokens = await Promise.all([one.get(), other.get()]);
    expect(tokens[0]).toBe(tokens[1]);
    expect(used).toHaveLength(1);
  });

  it('is not offered again once the server has refused it', async () => {
    const { openTab } = browser();
    const tab = openTab();
    const refused = await tab.get();
    expect(await tab.replace(refused)).not.toBe(refused);
  });

  it('survives a renewal that could not reach the server', async () => {
    const { openTab, fail } = browser();
    const tab = openTab();
    fail(new ApiError('offline'));
    await expect(tab.get()).rejects.toMatchObject({ code: 'offline' });
    fail(null);
    await expect(tab.get()).resolves.toMatch(/^access-/);
  });
});

describe('a call with a token', () => {
  it('is tried once more with a new one after a 401, and not a third time', async () => {
    const tab = browser().openTab();
    const tried: string[] = [];
    const refusing = withToken(tab, async (token) => {
      tried.push(token);
      throw new ApiError('unauthenticated', { status: 401 });
    });
    await expect(refusing).rejects.toMatchObject({ status: 401 });
    expect(tried).toHaveLength(2);
    expect(tried[0]).not.toBe(tried[1]);
  });

  it('is not repeated after any other refusal', async () => {
    const tab = browser().openTab();
    let tries = 0;
    const refusing = withToken(tab, async () => {
      tries += 1;
      throw new ApiError('forbidden', { status: 403 });
    });
    await expect(refusing).rejects.toMatchObject({ code: 'forbidden' });
    expect(tries).toBe(1);
  });
});
