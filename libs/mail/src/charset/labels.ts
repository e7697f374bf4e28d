import iconv from 'iconv-lite';

/** How a label found in a mail is read: a stateful 7-bit encoding of ours, UTF-8, or a name iconv-lite knows. */
export type Codec =
  { kind: 'utf8' } | { kind: 'stateful'; name: StatefulName } | { kind: 'iconv'; name: string };

export type StatefulName = 'iso-2022-jp' | 'iso-2022-kr' | 'hz' | 'utf-7';

/**
 * Labels that mails use for something else than their name says, or that iconv-lite does not list.
 * The supersets (WHATWG Encoding §4.2) are taken throughout: what calls itself gb2312 or iso-8859-1 rarely
 * keeps to it.
 */
const ALIASES: Readonly<Record<string, string>> = {
  'us-ascii': 'windows-1252',
  ascii: 'windows-1252',
  'ansi_x3.4-1968': 'windows-1252',
  'iso-8859-1': 'windows-1252',
  'iso8859-1': 'windows-1252',
  'iso_8859-1': 'windows-1252',
  latin1: 'windows-1252',
  'latin-1': 'windows-1252',
  l1: 'windows-1252',
  ansi: 'windows-1252',
  cp1252: 'windows-1252',
  'iso-8859-9': 'windows-1254',
  'iso-8859-11': 'windows-874',
  'tis-620': 'windows-874',
  'iso-8859-8-i': 'windows-1255',
  'iso-8859-8-e': 'windows-1255',
  'iso-8859-8': 'windows-1255',
  gb2312: 'gb18030',
  'gb_2312-80': 'gb18030',
  csgb2312: 'gb18030',
  gbk: 'gb18030',
  'x-gbk': 'gb18030',
  cp936: 'gb18030',
  ms936: 'gb18030',
  'euc-cn': 'gb18030',
  'windows-936': 'gb18030',
  'ks_c_5601-1987': 'cp949',
  ks_c_5601: 'cp949',
  ksc_5601: 'cp949',
  ksc5601: 'cp949',
  'euc-kr': 'cp949',
  euckr: 'cp949',
  'windows-949': 'cp949',
  'x-sjis': 'shift_jis',
  sjis: 'shift_jis',
  'shift-jis': 'shift_jis',
  ms_kanji: 'shift_jis',
  cp932: 'shift_jis',
  'windows-31j': 'shift_jis',
  'x-euc-jp': 'euc-jp',
  big5: 'big5-hkscs',
  'x-x-big5': 'big5-hkscs',
  'cn-big5': 'big5-hkscs',
  'big-5': 'big5-hkscs',
  koi8: 'koi8-r',
  'x-mac-roman': 'macroman',
  macintosh: 'macroman',
  'x-mac-cyrillic': 'maccyrillic',
  'ucs-2': 'utf-16le',
  unicode: 'utf-16',
};

const STATEFUL: Readonly<Record<string, StatefulName>> = {
  'iso-2022-jp': 'iso-2022-jp',
  'iso-2022-jp-1': 'iso-2022-jp',
  'iso-2022-jp-2': 'iso-2022-jp',
  'iso-2022-jp-3': 'iso-2022-jp',
  'iso-2022-jp-ms': 'iso-2022-jp',
  csiso2022jp: 'iso-2022-jp',
  cp50220: 'iso-2022-jp',
  cp50221: 'iso-2022-jp',
  cp50222: 'iso-2022-jp',
  jis: 'iso-2022-jp',
  'iso-2022-kr': 'iso-2022-kr',
  'hz-gb-2312': 'hz',
  hz: 'hz',
  'utf-7': 'utf-7',
  utf7: 'utf-7',
  'unicode-1-1-utf-7': 'utf-7',
  'x-unicode-2-0-utf-7': 'utf-7',
};

const UTF8 = new Set([
  'utf-8',
  'utf8',
  'utf_8',
  'utf-8n',
  'x-utf-8',
  'unicode-1-1-utf-8',
  'utf8mb4',
  'utf-8mb4',
]);

const cache = new Map<string, Codec | null>();
const CACHE_LIMIT = 500;

/** The codec of a label as mails write it; null where nobody knows it (RFC 2045 §5.2 leaves that to the reader). */
export function codecOf(label: string): Codec | null {
  const name = tidy(label);
  const known = cache.get(name);
  if (known !== undefined) return known;
  const codec = resolve(name);
  if (cache.size < CACHE_LIMIT) cache.set(name, codec);
  return codec;
}

function tidy(label: string): string {
  return label
    .slice(0, 60)
    .toLowerCase()
    .replace(/["'\s]/g, '')
    .replace(/^(?:charset=|cs(?=iso|windows|utf))/, '')
    .replace(/[;,:].*$/s, '');
}

function resolve(name: string): Codec | null {
  if (UTF8.has(name)) return { kind: 'utf8' };
  const stateful = STATEFUL[name];
  if (stateful) return { kind: 'stateful', name: stateful };
  for (const candidate of variants(name)) {
    const alias = ALIASES[candidate] ?? candidate;
    if (
      alias !== 'binary' &&
      alias !== 'base64' &&
      alias !== 'hex' &&
      /\d|koi|mac|big|euc|jis|utf/.test(alias)
    ) {
      if (iconv.encodingExists(alias)) return { kind: 'iconv', name: alias };
    }
  }
  return null;
}

function* variants(name: string): Generator<string> {
  if (name === '') return;
  yield name;
  yield name.replace(/_/g, '-');
  yield name.replace(/^x-/, '');
  const windows = /^(?:windows|win|cp|x-cp|ms)[-_]?(\d{3,4})$/.exec(name);
  if (windows) yield `cp${windows[1]}`;
  const iso = /^iso[-_ ]?8859[-_ ]?(\d{1,2})/.exec(name);
  if (iso) yield `iso-8859-${iso[1]}`;
}
