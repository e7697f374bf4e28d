import { describe, expect, it } from '@jest/globals';
import { createVoice } from './voice.js';

/** A line on which what is said arrives when it is let through. */
function line() {
  const said: string[] = [];
  const arrive: { ok: () => void; fail: () => void }[] = [];
  const say = createVoice((word: string) => {
    said.push(word);
    return new Promise<void>((resolve, reject) => arrive.push({ ok: resolve, fail: reject }));
  });
  const next = async (how: 'ok' | 'fail' = 'ok') => {
    arrive.shift()?.[how]();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { say, said, next };
}

describe('what is said one after another', () => {
  it('waits until what was said before has arrived', async () => {
    const { say, said, next } = line();
    say('viewing');
    say('typing');
    expect(said).toEqual(['viewing']);
    await next();
    expect(said).toEqual(['viewing', 'typing']);
    await next();
    say('left');
    expect(said).toEqual(['viewing', 'typing', 'left']);
  });

  it('leaves out what was overtaken while it waited', async () => {
    const { say, said, next } = line();
    ['viewing', 'typing', 'viewing', 'left'].forEach(say);
    await next();
    expect(said).toEqual(['viewing', 'left']);
  });

  it('goes on after what could not be said', async () => {
    const { say, said, next } = line();
    say('viewing');
    say('typing');
    await next('fail');
    expect(said).toEqual(['viewing', 'typing']);
  });
});
