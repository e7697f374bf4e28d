import { afterAll, describe, expect, it } from '@jest/globals';
import { MailParseError, ParserThreads } from './parser-threads.js';

/** Stands in for the parser: does to a mail what its first word says. */
const script = new URL(
  `data:text/javascript,${encodeURIComponent(`
  import { parentPort, threadId } from 'node:worker_threads';
  const held = [];
  parentPort.on('message', ({ raw }) => {
    const word = Buffer.from(raw).toString().split(' ')[0];
    if (word === 'hang') for (;;);
    if (word === 'exit') process.exit(3);
    if (word === 'throw') throw new Error('a fault of the parser');
    if (word === 'grow') for (;;) held.push(new Array(1e6).fill(held.length));
    const mail = { attachments: [], subject: String(threadId) };
    parentPort.postMessage({ raw, packed: { mail, fingerprint: word, html: {}, files: new ArrayBuffer(0), places: [] } }, [raw]);
  });`)}`,
);
const threads = new ParserThreads({ script, threads: 2, limitMs: 2_000, largeBytes: 1_000 });
afterAll(() => threads.close());

const parse = (text: string) => threads.parse(new Uint8Array(Buffer.from(text)).buffer);
const failureOf = async (text: string) => {
  const failure = await parse(text).catch((error: unknown) => error);
  return failure instanceof MailParseError ? failure.code : failure;
};

describe('parsing aside', () => {
  it('hands the bytes back with what was understood', async () => {
    const { fingerprint, raw } = await parse('hello there');
    expect(fingerprint).toBe('hello');
    expect(Buffer.from(raw).toString()).toBe('hello there');
  });

  it('uses a thread again, unless a large mail has filled it', async () => {
    const one = await parse('a');
    const two = await parse('b');
    expect(two.mail.subject).toBe(one.mail.subject);
    await parse(`large ${'x'.repeat(2_000)}`);
    expect((await parse('c')).mail.subject).not.toBe(one.mail.subject);
  });

  it.each([
    ['hang', 'parse_timeout'],
    ['exit', 'parse_crashed'],
    ['throw', 'parse_crashed'],
    ['grow', 'parse_crashed'],
  ])(
    'survives a mail that makes its parser %s, and goes on with the next',
    async (word, code) => {
      expect(await failureOf(word)).toBe(code);
      expect((await parse('next')).fingerprint).toBe('next');
    },
    30_000,
  );

  it('lets others pass while one hangs', async () => {
    const hanging = failureOf('hang');
    const others = await Promise.all(['a', 'b', 'c', 'd'].map(parse));
    expect(others.map(({ fingerprint }) => fingerprint)).toEqual(['a', 'b', 'c', 'd']);
    expect(await hanging).toBe('parse_timeout');
  });
});
