import { describe, expect, it } from '@jest/globals';
import { checkCorpus } from './checks.js';
import { corpusPresent } from './corpus.js';

/** How many mails of a category may differ from what their makers expect; README.md names them and says why. */
const ALLOWED: Readonly<Record<string, number>> = {
  subject: 5,
  sender: 0,
  'sender name': 0,
  recipients: 0,
  'message id': 0,
  text: 5,
  'attachment names': 3,
  'attachment count': 3,
  person: 1,
  list: 0,
  'automatic reply': 0,
  report: 0,
  'no bounce': 0,
  bounce: 3,
  'bounce status': 0,
  'bounce recipient': 1,
  reply: 1,
  'reply without loss': 1,
  forward: 0,
  'quote header': 3,
  'nothing lost': 0,
  'no fault of ours': 0,
};

describe('the corpus of foreign mails', () => {
  if (!corpusPresent) {
    it('is not on this machine: nothing to compare', () => expect(corpusPresent).toBe(false));
    return;
  }
  const tally = checkCorpus();
  it.each(Object.entries(ALLOWED))('reads %s as its makers do, but for %i', (category, allowed) => {
    expect(tally.total(category)).toBeGreaterThan(0);
    const missed = tally.missed(category);
    if (missed.length > allowed) expect(missed).toEqual([]);
    expect(missed.length).toBeLessThanOrEqual(allowed);
  });
});
