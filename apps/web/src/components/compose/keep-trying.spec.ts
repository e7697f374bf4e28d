import { describe, expect, it } from '@jest/globals';
import { type ApiErrorCode, ApiError } from '../../lib/api/problem.js';
import { WAITS_MS, keepTrying, mayHaveArrived } from './keep-trying.js';

/** Answers in turn: an error for each code, then `done`. */
function server(codes: readonly ApiErrorCode[]) {
  const left = [...codes];
  const waits: number[] = [];
  let asked = 0;
  const run = (online = true) =>
    keepTrying(
      () => {
        asked += 1;
        const code = left.shift();
        return code ? Promise.reject(new ApiError(code)) : Promise.resolve('done');
      },
      {
        signal: new AbortController().signal,
        isOnline: () => online,
        rest: (milliseconds) => {
          waits.push(milliseconds);
          return Promise.resolve();
        },
      },
    );
  return { run, waits, asked: () => asked };
}

describe('sending over a bad line', () => {
  it.each([
    ['at once where nothing fails', [], 1],
    ['again after a break', ['offline'], 2],
    ['again while the first try is still at work', ['offline', 'request_in_progress'], 3],
  ] as const)('arrives %s', async (_what, codes, asked) => {
    const line = server(codes);
    await expect(line.run()).resolves.toBe('done');
    expect(line.asked()).toBe(asked);
    expect(line.waits).toEqual(WAITS_MS.slice(0, codes.length));
  });

  it('gives up after its last wait, with what failed last', async () => {
    const line = server(['offline', 'offline', 'unavailable']);
    await expect(line.run()).rejects.toMatchObject({ code: 'unavailable' });
    expect(line.asked()).toBe(3);
  });

  it('does not repeat what was refused', async () => {
    const line = server(['invalid_input']);
    await expect(line.run()).rejects.toMatchObject({ code: 'invalid_input' });
    expect(line.asked()).toBe(1);
  });

  it('leaves the next try to the person where there is no network at all', async () => {
    const line = server(['offline']);
    await expect(line.run(false)).rejects.toMatchObject({ code: 'offline' });
    expect(line.asked()).toBe(1);
  });

  it('stops where it is cancelled while it waits', async () => {
    const abort = new AbortController();
    let asked = 0;
    const sent = keepTrying(
      () => {
        asked += 1;
        return Promise.reject(new ApiError('offline'));
      },
      {
        signal: abort.signal,
        isOnline: () => true,
        rest: () => {
          abort.abort();
          return Promise.resolve();
        },
      },
    );
    await expect(sent).rejects.toMatchObject({ code: 'cancelled' });
    expect(asked).toBe(1);
  });

  it.each([
    ['offline', true],
    ['cancelled', true],
    ['internal', true],
    ['invalid_input', false],
    ['idempotency_key_reused', false],
  ] as const)('knows whether %s may have arrived', (code, may) => {
    expect(mayHaveArrived(new ApiError(code))).toBe(may);
  });
});
