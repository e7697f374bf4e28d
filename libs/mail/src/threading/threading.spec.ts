import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseInboundMailSync, type InboundMail } from '../index.js';
import { decideThreading, type ThreadCandidate, type ThreadEvidence, type ThreadPerson } from './decide.js';
import { mailFingerprint } from './fingerprint.js';
import {
  makeReplyToken,
  replyAddress,
  signedMessageId,
  tokenOfAddress,
  tokenOfMessageId,
  verifyReplyToken,
  type ReplyTokenSubject,
} from './tokens.js';

const KEY = Buffer.from('a key of thirty-two bytes, really');
const OTHER = Buffer.from('another key of thirty-two bytes!!');
const TENANT = 'acme';

const subjectArb: fc.Arbitrary<ReplyTokenSubject> = fc.record({
  ticket: fc.oneof(fc.nat().map(String), fc.uuid()),
  person: fc.oneof(fc.maxSafeNat().map(String), fc.uuid()),
  role: fc.constantFrom('customer' as const, 'agent' as const),
});

describe('reply tokens', () => {
  it('stand for what they were made of', () => {
    fc.assert(
      fc.property(subjectArb, (subject) => {
        const token = makeReplyToken(KEY, TENANT, subject);
        expect(verifyReplyToken(KEY, TENANT, token)).toEqual(subject);
        expect(verifyReplyToken([OTHER, KEY], TENANT, token.toUpperCase())).toEqual(subject);
      }),
    );
  });

  it('are worth nothing with another key, in another tenant or changed in one character', () => {
    fc.assert(
      fc.property(
        subjectArb,
        fc.nat(),
        fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz234567'),
        (subject, at, char) => {
          const token = makeReplyToken(KEY, TENANT, subject);
          expect(verifyReplyToken(OTHER, TENANT, token)).toBeNull();
          expect(verifyReplyToken(KEY, 'other', token)).toBeNull();
          const place = at % token.length;
          const changed = token.slice(0, place) + char + token.slice(place + 1);
          if (changed !== token) expect(verifyReplyToken(KEY, TENANT, changed)).toBeNull();
        },
      ),
    );
  });

  it('are refused whatever else comes', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(verifyReplyToken(KEY, TENANT, text)).toBeNull()));
  });

  it('fit into an address and come out of it again', () => {
    const token = makeReplyToken(KEY, TENANT, { ticket: '999999', person: '123456', role: 'customer' });
    expect(token.length).toBeLessThanOrEqual(32);
    const address = replyAddress('soporte-tecnico@example.com', token);
    expect(address.indexOf('@')).toBeLessThanOrEqual(64);
    expect(tokenOfAddress(address.toUpperCase())).toBe(token);
    expect(tokenOfMessageId(`<${signedMessageId(token, 'example.com')}>`)).toBe(token);
    expect(tokenOfAddress('ana+compras@example.com')).toBeNull();
    expect(tokenOfMessageId('abc@example.com')).toBeNull();
  });

  it('take only ids they can carry', () => {
    expect(() => makeReplyToken(KEY, TENANT, { ticket: 'x', person: '1', role: 'agent' })).toThrow(
      RangeError,
    );
    expect(() => makeReplyToken(KEY, TENANT, { ticket: '1', person: '-1', role: 'agent' })).toThrow(
      RangeError,
    );
  });
});

const ANA: ThreadPerson = { id: '1', role: 'customer' };
const LUIS: ThreadPerson = { id: '2', role: 'customer' };
const AGENT: ThreadPerson = { id: '9', role: 'agent' };
const TICKET: ThreadCandidate = {
  id: '42',
  number: 'TK-000042',
  messageIds: ['stored@example.com'],
  participants: ['1'],
};

function mail(headers: string[]): InboundMail {
  return parseInboundMailSync(Buffer.from([...headers, '', 'texto'].join('\r\n')));
}

function evidence(sender: ThreadPerson | null, candidates = [TICKET]): ThreadEvidence {
  return { keys: KEY, tenant: TENANT, sender, candidates };
}

const tokenFor = (person: ThreadPerson, ticket = '42'): string =>
  makeReplyToken(KEY, TENANT, {
    ticket,
    person: person.id,
    role: person.role === 'customer' ? 'customer' : 'agent',
  });
const toToken = (person: ThreadPerson): string[] => [
  `To: ${replyAddress('soporte@example.com', tokenFor(person))}`,
];

describe('decideThreading', () => {
  it.each<[string, string[], ThreadPerson | null, object]>([
    [
      'a signed reply address',
      toToken(ANA),
      ANA,
      { kind: 'reply', ticket: '42', basis: 'token', author: 'customer', stranger: false },
    ],
    [
      'one that survives in Delivered-To only',
      [`Delivered-To: ${replyAddress('s@example.com', tokenFor(ANA))}`],
      ANA,
      { basis: 'token' },
    ],
    [
      'a signed Message-ID',
      [`In-Reply-To: <${signedMessageId(tokenFor(ANA), 'example.com')}>`],
      ANA,
      { kind: 'reply', basis: 'token' },
    ],
    [
      'a right token in the hands of a stranger',
      toToken(ANA),
      null,
      { kind: 'reply', author: 'customer', stranger: true },
    ],
    ['a right token in the hands of another customer', toToken(ANA), LUIS, { kind: 'reply', stranger: true }],
    ['an agent’s own token', toToken(AGENT), AGENT, { kind: 'reply', author: 'agent', stranger: false }],
    [
      'an agent with a customer’s token',
      toToken(ANA),
      AGENT,
      { kind: 'quarantine', reason: 'agent-without-token' },
    ],
    [
      'an agent’s token in the hands of the customer',
      toToken(AGENT),
      ANA,
      { kind: 'reply', author: 'customer', stranger: false },
    ],
    [
      'a stored Message-ID from a participant',
      ['References: <x@y> <stored@example.com>'],
      ANA,
      { kind: 'reply', basis: 'message-id', author: 'customer' },
    ],
    ['a stored Message-ID from somebody else', ['In-Reply-To: <stored@example.com>'], LUIS, { kind: 'new' }],
    ['a stored Message-ID from a stranger', ['In-Reply-To: <stored@example.com>'], null, { kind: 'new' }],
    [
      'a stored Message-ID from an agent',
      ['In-Reply-To: <stored@example.com>'],
      AGENT,
      { kind: 'quarantine', ticket: '42' },
    ],
    [
      'a number from a participant',
      ['Subject: Re: [TK-000042] Factura'],
      ANA,
      { kind: 'reply', basis: 'subject' },
    ],
    ['a number from somebody else', ['Subject: Re: [TK-000042] Factura'], LUIS, { kind: 'new' }],
    ['a number from an agent', ['Subject: Re: [TK-000042] Factura'], AGENT, { kind: 'quarantine' }],
    ['no claim at all', ['Subject: Hola'], ANA, { kind: 'new' }],
    ['no claim from an agent', ['Subject: Hola'], AGENT, { kind: 'new' }],
  ])('%s', (_what, headers, sender, expected) => {
    expect(decideThreading(mail(headers), evidence(sender))).toMatchObject(expected);
  });

  it('gives a token precedence over a number that says otherwise', () => {
    const other: ThreadCandidate = { id: '7', number: 'TK-000007', messageIds: [], participants: ['1'] };
    const headers = [...toToken(ANA), 'Subject: [TK-000007] x'];
    expect(decideThreading(mail(headers), evidence(ANA, [other, TICKET]))).toMatchObject({
      ticket: '42',
      basis: 'token',
    });
  });

  it('takes no token of another tenant', () => {
    expect(decideThreading(mail(toToken(ANA)), { ...evidence(ANA), tenant: 'other' })).toEqual({
      kind: 'new',
    });
  });

  it('keeps an agent who asked for help a customer of that ticket', () => {
    const token = makeReplyToken(KEY, TENANT, { ticket: '42', person: '9', role: 'customer' });
    expect(
      decideThreading(mail([`To: ${replyAddress('s@example.com', token)}`]), evidence(AGENT)),
    ).toMatchObject({ author: 'customer' });
  });
});

describe('mailFingerprint', () => {
  const base = [
    'From: Ana <ana@example.com>',
    'Date: Mon, 23 Nov 2026 10:00:00 +0100',
    'Subject: Hola',
    'Message-ID: <1@x>',
  ];
  const print = (headers: string[], body = 'texto'): string =>
    mailFingerprint(parseInboundMailSync(Buffer.from([...headers, '', body].join('\r\n'))));

  it('is the same for another way, another account and another encoding', () => {
    const same = print(base);
    expect(print(['Received: from a by b', 'Delivered-To: x@y', 'X-Spam-Score: 3', ...base])).toBe(same);
    expect(
      print([...base, 'Content-Transfer-Encoding: base64'], Buffer.from('texto').toString('base64')),
    ).toBe(same);
    expect(print(base, 'texto\r\n\r\n')).toBe(same);
  });

  it('differs with the content, under the same Message-ID too', () => {
    expect(print(base, 'otro texto')).not.toBe(print(base));
    expect(print([...base.slice(0, 2), 'Subject: Adiós', base[3]!])).not.toBe(print(base));
  });
});
