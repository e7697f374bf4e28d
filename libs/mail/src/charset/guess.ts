import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';

const SAMPLE = 16 * 1024;

/** A label for 8-bit text that carries none, or a wrong one. Never fails: windows-1252 reads any bytes. */
export function guessCharset(bytes: Buffer): string {
  const sample = bytes.length > SAMPLE ? bytes.subarray(0, SAMPLE) : bytes;
  if (isUtf8(trimPartialUtf8(sample))) return 'utf-8';
  if (sample.includes('\x1b$', 0, 'latin1')) return 'iso-2022-jp';
  let best = 'windows-1252';
  let bestScore = -Infinity;
  for (const [name, score] of scores(sample)) {
    if (score > bestScore) {
      best = name;
      bestScore = score;
    }
  }
  return best;
}

function trimPartialUtf8(sample: Buffer): Buffer {
  let end = sample.length;
  for (let back = 1; back <= 3 && back <= sample.length; back++) {
    const byte = sample[sample.length - back]!;
    if (byte >= 0xc0) return sample.subarray(0, sample.length - back);
    if (byte < 0x80) break;
    end = sample.length;
  }
  return sample.subarray(0, end);
}

/**
 * Scores are "plausible characters per high byte". Multi-byte encodings must decode without a fault and land on
 * everyday characters; single-byte ones are told apart by the letters that follow one another.
 */
function* scores(sample: Buffer): Generator<[string, number]> {
  const high = countHigh(sample);
  yield ['windows-1252', latinScore(sample, high)];
  yield ['windows-1251', cyrillicScore(iconv.decode(sample, 'windows-1251'), high)];
  yield ['koi8-r', cyrillicScore(iconv.decode(sample, 'koi8-r'), high) - 0.01];
  for (const [name, common] of MULTIBYTE) {
    const text = iconv.decode(sample, name);
    const faults = countMatches(text, /\ufffd/g);
    if (faults > 1 || (faults === 1 && sample.length < SAMPLE)) continue;
    const wide = countMatches(text, /[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]/g);
    // One wide character takes two bytes, of which one at least has the high bit.
    const share = (wide * 2) / Math.max(1, high + countLowTrail(text));
    yield [
      name,
      Math.min(1, share) * 0.8 +
        Math.min(1, (countMatches(text, common) / Math.max(1, wide)) * 2) * 0.6 -
        0.25,
    ];
  }
}

/** The commonest characters of running text: kana, Hangul syllables, everyday Han. */
const MULTIBYTE: readonly [string, RegExp][] = [
  ['shift_jis', /[\u3041-\u3093\u30a1-\u30f6]/g],
  ['euc-jp', /[\u3041-\u3093\u30a1-\u30f6]/g],
  ['cp949', /[가나다라마바사아자하이은는을를의에도로고지기니면서습합입요]/g],
  [
    'gb18030',
    /[的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经您好请件邮]/g,
  ],
  [
    'big5-hkscs',
    /[的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定行學法所民得經您好請件郵]/g,
  ],
];

function countHigh(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte >= 0x80) count++;
  return count;
}

function countMatches(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** Wide characters may have an ASCII trail byte, which countHigh does not see. */
function countLowTrail(text: string): number {
  return countMatches(text, /[\u0080-\u3000\uff00-\uffef]/g) * 0.5;
}

/** Western text: single high letters between ASCII letters, few in a row. */
function latinScore(sample: Buffer, high: number): number {
  if (high === 0) return 1;
  let good = 0;
  for (let i = 0; i < sample.length; i++) {
    const byte = sample[i]!;
    if (byte < 0x80) continue;
    const before = i > 0 ? sample[i - 1]! : 0x20;
    const after = i + 1 < sample.length ? sample[i + 1]! : 0x20;
    if (before < 0x80 && after < 0x80)
      good += byte >= 0xc0 || (byte >= 0x91 && byte <= 0x97) || byte >= 0xa0 ? 1 : 0.6;
    else if (before < 0x80 || after < 0x80) good += 0.45;
  }
  return good / high - 0.08;
}

/** Russian text is mostly lower case; read by the wrong table it is mostly upper case. */
function cyrillicScore(text: string, high: number): number {
  if (high < 3) return -1;
  const lower = countMatches(text, /[а-яё]/g);
  const upper = countMatches(text, /[А-ЯЁ]/g);
  const common = countMatches(text, /[оеаинтсрвл]/g);
  const jumbled = countMatches(text, /[а-яё][А-ЯЁ]/g);
  const runs = countMatches(text, /[А-Яа-яЁё]{3,}/g);
  if (runs === 0) return -1;
  return (
    (lower + upper * 0.5 - jumbled * 2) / high - 0.45 + Math.min(0.4, common / Math.max(1, lower + upper))
  );
}
