import { decodeBytes } from '../charset/decode.js';

/** Groups that hold no text of the body. */
const SKIPPED =
  /^(?:fonttbl|colortbl|stylesheet|info|pict|object|header|footer|headerl|headerr|footerl|footerr|generator|listtable|listoverridetable|rsidtbl|themedata|xmlnstbl|\*)$/;
const BREAKS: Readonly<Record<string, string>> = {
  par: '\n',
  line: '\n',
  sect: '\n',
  page: '\n',
  tab: '\t',
  cell: ' ',
  row: '\n',
  emdash: '—',
  endash: '–',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
};
const TOKEN = /\\'([0-9a-f]{2})|\\([a-z]{1,32})(-?\d{1,10})? ?|\\([^a-z])|([{}])|([^\\{}\r\n]+)|[\r\n]+/giy;

interface Group {
  skip: boolean;
  /** How many characters stand in for a \u escape. */
  fallback: number;
}

/** Readable text of an RTF body; what RTF only wraps of HTML (\fromhtml) is left out. Linear in the size. */
export function rtfToText(rtf: Buffer): string {
  const source = rtf.toString('latin1');
  const out: string[] = [];
  const stack: Group[] = [];
  let group: Group = { skip: false, fallback: 1 };
  let codepage = 'windows-1252';
  let pending = 0;
  let bytes: number[] = [];
  let hidden = false;
  const flush = (): void => {
    if (bytes.length > 0) out.push(decodeBytes(Buffer.from(bytes), codepage));
    bytes = [];
  };
  const emit = (text: string): void => {
    flush();
    if (!group.skip && !hidden) out.push(text);
  };
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(source); match; match = TOKEN.exec(source)) {
    const [, hex, word, number, symbol, brace, text] = match;
    if (hex !== undefined) {
      if (pending > 0) pending--;
      else if (!group.skip && !hidden) bytes.push(parseInt(hex, 16));
    } else if (word !== undefined) {
      const value = number === undefined ? null : Number(number);
      if (word === 'ansicpg' && value) codepage = `cp${value}`;
      else if (word === 'uc') group.fallback = value ?? 1;
      else if (word === 'u' && value !== null) {
        emit(String.fromCharCode(value < 0 ? value + 65_536 : value & 0xffff));
        pending = group.fallback;
      } else if (word === 'htmlrtf') hidden = value !== 0;
      else if (SKIPPED.test(word)) group.skip = true;
      else if (BREAKS[word] !== undefined) {
        flush();
        if (!group.skip && !(hidden && word !== 'par' && word !== 'line')) out.push(BREAKS[word]!);
      }
    } else if (symbol === '*') group.skip = true;
    else if (symbol !== undefined) emit(symbol === '~' ? ' ' : /[\\{}]/.test(symbol) ? symbol : '');
    else if (brace === '{') {
      flush();
      if (stack.length < 1000) stack.push({ ...group });
    } else if (brace === '}') {
      flush();
      group = stack.pop() ?? group;
    } else if (text !== undefined) {
      const rest = text.slice(pending);
      pending = Math.max(0, pending - text.length);
      if (rest !== '') emit(rest);
    }
  }
  flush();
  return out
    .join('')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
