import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { mailFingerprint, parseInboundMailSync, sanitizeMailHtml } from '../../src/index.js';
import { CORPUS } from '../corpus/corpus.js';
import { brokenPromise, hostileMail, mutate, mutations } from '../properties.js';

const MINUTES = 4;
const SLOW_MS = 3000;

/** Real mails to start from, where the machine has them. */
function seeds(): Buffer[] {
  const folder = `${CORPUS}eml/`;
  if (!existsSync(folder)) return [Buffer.from('Subject: a\n\nb')];
  return readdirSync(folder).map((file) => readFileSync(folder + file));
}

function examine(raw: Buffer): void {
  const started = performance.now();
  const mail = parseInboundMailSync(raw);
  sanitizeMailHtml(mail.html);
  mailFingerprint(mail);
  expect(brokenPromise(mail)).toBeNull();
  expect(performance.now() - started).toBeLessThan(SLOW_MS);
}

describe('a long bombardment of the mail parser', () => {
  it(
    'finds no mail that breaks it or holds it up',
    () => {
      const mails = seeds();
      const until = Date.now() + MINUTES * 60_000;
      const options = {
        numRuns: 1_000_000,
        interruptAfterTimeLimit: (MINUTES * 60_000) / 2,
        markInterruptAsFailure: false,
      };
      fc.assert(
        fc.property(fc.nat(mails.length - 1), mutations, (at, steps) => examine(mutate(mails[at]!, steps))),
        options,
      );
      fc.assert(fc.property(hostileMail, examine), options);
      expect(Date.now()).toBeLessThan(until + 60_000);
    },
    (MINUTES + 2) * 60_000,
  );
});
