import { describe, expect, it } from '@jest/globals';
import { Defects } from '../defects.js';
import { DEFAULT_LIMITS } from '../limits.js';
import { parseAddresses } from './addresses.js';
import { parseMailDate } from './dates.js';
import { decodeHeaderText } from './encoded-words.js';
import { headerValue, readHeaderBlock } from './header-block.js';
import { parseMessageIds } from './message-ids.js';
import { parseParameters } from './parameters.js';

const raw = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

describe('decodeHeaderText', () => {
  it.each([
    ['quoted words', '=?utf-8?Q?Impresi=C3=B3n_r=C3=A1pida?=', 'Impresión rápida'],
    ['base64 words', '=?UTF-8?B?SW1wcmVzacOzbg==?=', 'Impresión'],
    [
      'neighbours, joined without the space between',
      '=?utf-8?Q?a=C3=B1?=\r\n =?utf-8?Q?o?= 2026',
      'año 2026',
    ],
    ['a character cut in two', '=?utf-8?B?w?= =?utf-8?B?7E=?='.replace('w?= =?utf-8?B?7E=', 'w7E='), 'ñ'],
    ['a character cut between two words', '=?utf-8?Q?a=C3?= =?utf-8?Q?=B1o?=', 'año'],
    ['no space around a word', 'Re:=?iso-8859-1?Q?_a=F1o?=!', 'Re: año!'],
    ['spaces inside a word', '=?utf-8?Q?a=C3=B1o nuevo?=', 'año nuevo'],
    ['a question mark inside a word', '=?utf-8?Q?=C2=BFqu=C3=A9??=', '¿qué?'],
    ['a missing end', '=?utf-8?Q?a=C3=B1o', 'año'],
    ['a language', '=?us-ascii*en?Q?Keith_Moore?=', 'Keith Moore'],
    ['lower case', '=?utf-8?q?a=c3=b1o?=', 'año'],
    ['a wrong label', '=?us-ascii?Q?a=C3=B1o?=', 'año'],
    ['ISO-2022-JP', '=?ISO-2022-JP?B?GyRCRnxLXDhsGyhC?=', '日本語'],
    ['KOI8-R', '=?koi8-r?B?8NLJ18XU?=', 'Привет'],
    ['GB2312', '=?gb2312?B?1tDOxA==?=', '中文'],
    ['raw UTF-8', raw('Año «nuevo»'), 'Año «nuevo»'],
    ['raw windows-1252', 'A\xf1o nuevo, se\xf1or', 'Año nuevo, señor'],
    ['an equals sign and question mark that are no word', 'a =?b c', 'a =?b c'],
    ['line breaks and control characters', 'a\r\n b\u0007c', 'a bc'],
  ])('reads %s', (_what, input, expected) => {
    expect(decodeHeaderText(input)).toBe(expected);
  });
});

describe('parseParameters', () => {
  it.each([
    ['plain', 'text/plain; charset=utf-8; name="a b.txt"', { charset: 'utf-8', name: 'a b.txt' }],
    ['RFC 2231', "attachment; filename*=utf-8'es'informe%20a%C3%B1o.pdf", { filename: 'informe año.pdf' }],
    [
      'continuations out of order',
      'attachment; filename*1="orme.pdf"; filename*0="inf"',
      { filename: 'informe.pdf' },
    ],
    [
      'continuations with a charset',
      "a; filename*0*=utf-8''a%C3%B1; filename*1=o.pdf",
      { filename: 'año.pdf' },
    ],
    [
      'a character cut by a continuation',
      "a; filename*0*=utf-8''a%C3; filename*1*=%B1o.pdf",
      { filename: 'año.pdf' },
    ],
    ['encoded words in quotes', 'a; filename="=?utf-8?Q?a=C3=B1o.pdf?="', { filename: 'año.pdf' }],
    [
      'encoded words over continuations',
      'a; name*0="=?utf-8?Q?a=C3"; name*1="=B1o.pdf?="',
      { name: 'año.pdf' },
    ],
    [
      'no quotes though there are spaces',
      'a; filename=informe del año.pdf'.replace('ñ', raw('ñ')),
      { filename: 'informe del año.pdf' },
    ],
    ['escapes without a charset', 'a; filename*=a%C3%B1o.pdf', { filename: 'año.pdf' }],
    ['an extended form without its star', "a; filename=utf-8''a%C3%B1o.pdf", { filename: 'año.pdf' }],
    [
      'a missing semicolon',
      'text/plain; charset=utf-8 format=flowed',
      { charset: 'utf-8', format: 'flowed' },
    ],
    ['a missing semicolon behind quotes', 'a; filename="a.pdf" size=3', { filename: 'a.pdf', size: '3' }],
    ['a comment behind quotes', 'a; filename="a.pdf" (draft)', { filename: 'a.pdf' }],
    ['a missing semicolon', 'attachment filename="a.pdf"', { filename: 'a.pdf' }],
    ['a quote that is never closed', 'a; filename="a.pdf', { filename: 'a.pdf' }],
    ['a folder of Windows', 'a; filename="C:\\temp\\a.pdf"', { filename: 'C:\\temp\\a.pdf' }],
    ['both forms: the extended one wins', "a; filename=x.pdf; filename*=utf-8''y.pdf", { filename: 'y.pdf' }],
    ['comments', 'text/plain (hola); charset=utf-8 (mundo)', { charset: 'utf-8 (mundo)' }],
    ['nothing', '', {}],
  ])('reads %s', (_what, input, expected) => {
    expect(Object.fromEntries(parseParameters(input).params)).toEqual(expected);
  });
});

describe('parseAddresses', () => {
  const parse = (value: string): [string, string][] =>
    parseAddresses(value, DEFAULT_LIMITS, new Defects()).map(({ name, address }) => [name, address]);

  it.each<[string, string, [string, string][]]>([
    [
      'a list',
      'Ana <ana@example.com>, luis@example.com',
      [
        ['Ana', 'ana@example.com'],
        ['', 'luis@example.com'],
      ],
    ],
    [
      'a comma in quotes',
      '"López, Ana" <ana@example.com>',
      [['López, Ana', 'ana@example.com']].map(([n, a]) => [n!, a!]),
    ],
    [
      'a comma in an encoded word',
      '=?utf-8?Q?L=C3=B3pez,_Ana?= <ana@example.com>',
      [['López, Ana', 'ana@example.com']],
    ],
    [
      'a group',
      'Equipo: ana@example.com, Luis <luis@example.com>;',
      [
        ['', 'ana@example.com'],
        ['Luis', 'luis@example.com'],
      ],
    ],
    ['an empty group', 'undisclosed-recipients:;', []],
    ['a comment as the name', 'ana@example.com (Ana López)', [['Ana López', 'ana@example.com']]],
    [
      'an address as the name',
      '"ana@example.com" <ana@example.com>',
      [['ana@example.com', 'ana@example.com']],
    ],
    ['brackets that are never closed', 'Ana <ana@example.com', [['Ana', 'ana@example.com']]],
    ['a quote that is never closed', '"Ana <ana@example.com>', [['Ana', 'ana@example.com']]],
    [
      'semicolons between',
      'ana@example.com; luis@example.com',
      [
        ['', 'ana@example.com'],
        ['', 'luis@example.com'],
      ],
    ],
    [
      'no comma between',
      'Ana <ana@example.com> Luis <luis@example.com>',
      [
        ['Ana', 'ana@example.com'],
        ['Luis', 'luis@example.com'],
      ],
    ],
    ['mailto', '<mailto:ana@example.com>', [['', 'ana@example.com']]],
    ['a route', '<@relay.example,@b.example:ana@example.com>', [['', 'ana@example.com']]],
    ['an international domain', 'ana@xn--espaa-rta.example', [['', 'ana@españa.example']]],
    ['a quoted local part', '"ana maria"@example.com', [['', '"ana maria"@example.com']]],
    ['spaces around the at sign', 'ana @ example.com', [['', 'ana@example.com']]],
    ['only a name', 'Ana López', [['Ana López', '']]],
    ['the null sender', '<>', []],
  ])('reads %s', (_what, input, expected) => {
    expect(parse(raw(input))).toEqual(expected);
  });

  it('stops at the limit and says so', () => {
    const defects = new Defects();
    const list = parseAddresses('a@b.c,'.repeat(5000), DEFAULT_LIMITS, defects);
    expect(list).toHaveLength(DEFAULT_LIMITS.addresses);
    expect(defects.list[0]?.code).toBe('address-limit');
  });
});

describe('parseMailDate', () => {
  it.each([
    ['Mon, 23 Nov 2026 10:00:00 +0100', '2026-11-23T09:00:00.000Z'],
    ['23 Nov 26 10:00 GMT', '2026-11-23T10:00:00.000Z'],
    ['Mon, 23 Nov 2026 10:00:00 EST (comment (nested))', '2026-11-23T15:00:00.000Z'],
    ['Mon Nov 23 10:00:00 2026', '2026-11-23T10:00:00.000Z'],
    ['Mon Nov 23 10:00:00 CET 2026', '2026-11-23T09:00:00.000Z'],
    ['2026-11-23 10:00:00 +0100', '2026-11-23T09:00:00.000Z'],
    ['2026-11-23T10:00:00.123Z', '2026-11-23T10:00:00.000Z'],
    ['23-11-2026 10:00', '2026-11-23T10:00:00.000Z'],
    ['Monday, 23-Nov-26 10:00:00 UTC', '2026-11-23T10:00:00.000Z'],
    ['Fri, 21 Nov 1997 09(comment):   55  :  06 -0600', '1997-11-21T15:55:06.000Z'],
    ['Nov 23, 2026 10:00:00 PM', '2026-11-23T22:00:00.000Z'],
    ['no date', null],
    ['99 Foo 2026 10:00', null],
  ])('%s', (input, expected) => {
    expect(parseMailDate(input)?.toISOString() ?? null).toBe(expected);
  });
});

describe('parseMessageIds', () => {
  it('reads ids with and without angle brackets, each once', () => {
    expect(parseMessageIds('<a@b> <c@d>\r\n <a@b>')).toEqual(['a@b', 'c@d']);
    expect(parseMessageIds('a@b c@d')).toEqual(['a@b', 'c@d']);
    expect(parseMessageIds('Mensaje de Ana <a@b>')).toEqual(['a@b']);
    expect(parseMessageIds('')).toEqual([]);
  });
});

describe('readHeaderBlock', () => {
  const read = (text: string): { names: string[]; body: string; subject: string | undefined } => {
    const bytes = Buffer.from(text, 'latin1');
    const { fields, bodyStart } = readHeaderBlock(bytes, 0, bytes.length, DEFAULT_LIMITS, new Defects());
    return {
      names: fields.map((field) => field.name),
      body: bytes.toString('latin1', bodyStart),
      subject: headerValue(fields, 'subject'),
    };
  };

  it('unfolds and ends at the empty line, whatever the line ends', () => {
    for (const eol of ['\r\n', '\n', '\r']) {
      expect(read(['Subject: a', ' b', 'X: 1', '', 'body'].join(eol))).toEqual({
        names: ['subject', 'x'],
        body: 'body',
        subject: 'a b',
      });
    }
  });

  it('skips the line of an mbox file', () => {
    expect(read('From ana@example.com Mon Nov 23 10:00:00 2026\nSubject: a\n\nbody').subject).toBe('a');
  });

  it('takes a line that is no field for the rest of the one above, where fields follow', () => {
    expect(read('Subject: a\nb c\nX: 1\n\nbody')).toEqual({
      names: ['subject', 'x'],
      body: 'body',
      subject: 'a b c',
    });
  });

  it('begins the body where no empty line divides it', () => {
    expect(read('Subject: a\nHola, esto es el texto.\nSigue aquí.')).toMatchObject({
      names: ['subject'],
      body: 'Hola, esto es el texto.\nSigue aquí.',
    });
  });
});
