import { describe, expect, it, jest } from '@jest/globals';
import { Admission, type AdmissionLimits, type Leave } from './admission.js';
import { ProblemError } from './problem.js';

const LIMITS: AdmissionLimits = {
  running: 2,
  runningEach: 2,
  runningBeside: 1,
  holdMs: 60_000,
  waitMs: 1_000,
  standingMs: 100,
  alwaysWaiting: 4,
};

/** Requests in the order they were let in, each with what ends it. */
function desk(limits = LIMITS) {
  let now = 0;
  const admission = new Admission(limits, () => now);
  const inside: { name: string; leave: Leave }[] = [];
  const refused: { name: string; error: unknown }[] = [];
  return {
    inside,
    refused,
    admission,
    pass: (milliseconds: number) => (now += milliseconds),
    come: (tenantId: number, name: string, isGone?: () => boolean) => {
      admission.enter(tenantId, isGone).then(
        (leave) => inside.push({ name, leave }),
        (error: unknown) => refused.push({ name, error }),
      );
      return settled();
    },
    /** The one that has been inside for longest leaves. */
    go: async (times = 1) => {
      for (let i = 0; i < times; i += 1) {
        inside.shift()!.leave();
        await settled();
      }
    },
    names: () => inside.map(({ name }) => name),
  };
}

const settled = () => new Promise((done) => setImmediate(done));

describe('Admission', () => {
  it('lets in as many as can be worked on, and the next one when one of them leaves', async () => {
    const { come, go, names } = desk();
    for (const name of ['a1', 'a2', 'a3']) await come(1, name);
    expect(names()).toEqual(['a1', 'a2']);
    await go();
    expect(names()).toEqual(['a2', 'a3']);
  });

  it('takes tenants in turn, however many of one tenant came first', async () => {
    const { come, go, names } = desk();
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) await come(1, name);
    await come(2, 'b1');
    const order: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      order.push(names()[0]!);
      await go();
    }
    expect(order).toEqual(['a1', 'a2', 'a3', 'b1']);
  });

  it('refuses with 503 and Retry-After once the line is full, and the flood to whoever makes it', async () => {
    const { come, refused, go, names } = desk();
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7']) await come(1, name);
    expect(refused.map(({ name }) => name)).toEqual(['a7']);
    const { error } = refused[0]!;
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ status: 503, members: { headers: { 'retry-after': '1' } } });
    // Another tenant finds a place all the same: the last one of the longest line gives way.
    await come(2, 'b1');
    expect(refused.map(({ name }) => name)).toEqual(['a7', 'a6']);
    await go(2);
    expect(names()).toEqual(['a3', 'b1']);
  });

  it('lets more wait where the line moves fast, and fewer again when it slows down', async () => {
    const { come, go, pass, admission, refused, inside } = desk();
    for (let i = 0; i < 20; i += 1) {
      await come(1, 'quick');
      await go();
    }
    for (let i = 0; i < 22; i += 1) await come(1, 'waits');
    expect(admission.waiting).toBe(20);
    expect(refused).toEqual([]);
    pass(1_000);
    await come(1, 'still counts on the second before');
    expect(refused).toHaveLength(1);
    pass(1_000);
    while (inside.length > 0) await go();
    pass(1_000);
    for (let i = 0; i < 10; i += 1) await come(1, 'slow');
    expect(admission.waiting).toBeLessThanOrEqual(20);
  });

  it('lets a burst wait, and refuses what comes while its line does not end', async () => {
    const { come, go, pass, admission, refused, inside } = desk();
    for (let i = 0; i < 6; i += 1) await come(1, 'burst');
    expect(admission.refuses(1)).toBe(true);
    await go(2);
    expect({ waiting: admission.waiting, refuses: admission.refuses(1) }).toEqual({
      waiting: 2,
      refuses: false,
    });
    pass(1_001);
    expect(admission.refuses(1)).toBe(true);
    await come(1, 'more of it');
    expect(refused).toHaveLength(1);
    // A tenant of whom nobody waits is heard.
    expect(admission.refuses(2)).toBe(false);
    while (inside.length > 0) await go();
    const before = refused.length;
    for (let i = 0; i < 6; i += 1) await come(1, 'burst');
    expect(refused).toHaveLength(before);
  });

  it('serves nobody late while others are refused, and everybody of a burst', async () => {
    const { come, go, pass, names, refused } = desk();
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6']) await come(1, name);
    pass(1_001);
    await go();
    expect({ names: names(), refused }).toEqual({ names: ['a2', 'a3'], refused: [] });
    pass(100);
    await come(1, 'a7');
    await go();
    expect(refused.map(({ name }) => name)).toEqual(['a7', 'a4', 'a5', 'a6']);
    expect(names()).toEqual(['a3']);
    await come(1, 'a8');
    expect(names()).toEqual(['a3', 'a8']);
  });

  it('leaves room beside one tenant while another one is there, and gives it all some seconds later', async () => {
    const { come, go, names, pass } = desk({ ...LIMITS, running: 4, alwaysWaiting: 20 });
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7']) await come(1, name);
    expect(names()).toEqual(['a1', 'a2', 'a3', 'a4']);
    await come(2, 'b1');
    await go(2);
    expect(names()).toEqual(['a3', 'a4', 'b1']);
    await come(2, 'b2');
    expect(names()).toEqual(['a3', 'a4', 'b1', 'b2']);
    await go(4);
    expect(names()).toEqual(['a5', 'a6']);
    pass(10_000);
    await go();
    expect(names()).toEqual(['a6', 'a7']);
    for (const name of ['a8', 'a9']) await come(1, name);
    expect(names()).toEqual(['a6', 'a7', 'a8', 'a9']);
  });

  it('holds a flood to the least while somebody else is served, and gives it its share again after that', async () => {
    const { come, go, names } = desk({ ...LIMITS, running: 8, runningEach: 3, alwaysWaiting: 20 });
    await come(2, 'b1');
    for (let i = 1; i <= 9; i += 1) await come(1, `a${i}`);
    expect(names()).toEqual(['b1', 'a1', 'a2', 'a3']);
    // What is under way goes on; nothing is begun beside the other one but the first.
    await come(2, 'b2');
    await go(3);
    expect(names()).toEqual(['a3', 'b2']);
    await go();
    expect(names()).toEqual(['b2', 'a4']);
    await go();
    expect(names()).toEqual(['a4', 'a5', 'a6']);
  });

  it('lets two floods have their shares beside each other', async () => {
    const { come, names } = desk({ ...LIMITS, running: 8, runningEach: 3, alwaysWaiting: 40 });
    for (let i = 1; i <= 9; i += 1) for (const tenant of [1, 2]) await come(tenant, `t${tenant}`);
    expect(names().filter((name) => name === 't1')).toHaveLength(3);
    expect(names().filter((name) => name === 't2')).toHaveLength(3);
  });

  it('begins nothing for those who hung up while they waited', async () => {
    const { come, go, names, refused, admission } = desk();
    let hasHungUp = false;
    for (const name of ['a1', 'a2']) await come(1, name);
    for (const name of ['a3', 'a4']) await come(1, name, () => hasHungUp);
    await come(1, 'a5');
    hasHungUp = true;
    await go();
    expect(names()).toEqual(['a2', 'a5']);
    expect(refused.map(({ name }) => name)).toEqual(['a3', 'a4']);
    expect(admission.waiting).toBe(0);
  });

  it('recovers by itself: when the flood is over, everybody is let in', async () => {
    const { come, go, refused, inside } = desk();
    for (let i = 0; i < 50; i += 1) await come(1, 'flood');
    while (inside.length > 0) await go();
    const before = refused.length;
    await come(1, 'later');
    expect(inside).toHaveLength(1);
    expect(refused).toHaveLength(before);
  });

  it('gives the place of one that takes long to the next, and counts its end only once', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    try {
      const { come, names, inside } = desk({ ...LIMITS, running: 1 });
      await come(1, 'upload');
      await come(2, 'b1');
      expect(names()).toEqual(['upload']);
      await jest.advanceTimersByTimeAsync(LIMITS.holdMs);
      expect(names()).toEqual(['upload', 'b1']);
      inside[0]!.leave();
      await come(3, 'c1');
      expect(names()).toEqual(['upload', 'b1']);
      await jest.advanceTimersByTimeAsync(LIMITS.holdMs);
      await come(4, 'd1');
      expect(names()).toEqual(['upload', 'b1', 'c1']);
      await jest.advanceTimersByTimeAsync(LIMITS.holdMs);
      expect(names()).toEqual(['upload', 'b1', 'c1', 'd1']);
    } finally {
      jest.useRealTimers();
    }
  });
});
