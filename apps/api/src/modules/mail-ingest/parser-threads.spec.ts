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
/** `patient`: on a busy machine a thread may take long to die of what it was given. */
const threads = {
  hasty: new ParserThreads({ script, threads: 2, limitMs: 3_000, largeBytes: 1_000 }),
  patient: new ParserThreads({ script, threads: 2, limitMs: 60_000, largeBytes: 1_000 }),
};
afterAll(() => Promise.all([threads.hasty.close(), threads.patient.close()]));

const parse = (text: string, by = threads.patient) => by.parse(new Uint8Array(Buffer.from(text)).buffer);
const failureOf = async (text: string, by = threads.patient) => {
  const failure = await parse(text, by).catch((error: unknown) => error);
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
    ['hang', 'parse_timeout', threads.hasty],
    ['exit', 'parse_crashed', threads.patient],
    ['throw', 'parse_crashed', threads.patient],
    ['grow', 'parse_crashed', threads.patient],
  ])(
    'survives a mail that makes its parser %s, and goes on with the next',
    async (word, code, by) => {
      expect(await failureOf(word, by)).toBe(code);
      expect((await parse('next', by)).fingerprint).toBe('next');
    },
    60_000,
  );

  it('lets others pass while one hangs', async () => {
    const hanging = failureOf('hang', threads.hasty);
    const others = await Promise.all(['a', 'b', 'c', 'd'].map((text) => parse(text, threads.hasty)));
    expect(others.map(({ fingerprint }) => fingerprint)).toEqual(['a', 'b', 'c', 'd']);
    expect(await hanging).toBe('parse_timeout');
  });
});
