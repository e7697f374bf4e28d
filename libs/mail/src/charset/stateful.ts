import iconv from 'iconv-lite';
import { type StatefulName } from './labels.js';

const ESC = 0x1b;

/** Decodes the 7-bit encodings that switch alphabets as they go; a broken sequence yields U+FFFD, never an error. */
export function decodeStateful(bytes: Buffer, name: StatefulName): string {
  switch (name) {
    case 'iso-2022-jp':
      return iconv.decode(iso2022jpToEuc(bytes), 'euc-jp');
    case 'iso-2022-kr':
      return iconv.decode(shiftToHighBit(bytes), 'cp949');
    case 'hz':
      return iconv.decode(hzToGbk(bytes), 'gb18030');
    case 'utf-7':
      return iconv.decode(bytes, 'utf-7');
  }
}

/**
 * ISO-2022-JP (RFC 1468) with its Microsoft extensions, as EUC-JP: the same rows with the high bit set, so that the
 * vendor rows (①, ㈱…) are read as well.
 */
function iso2022jpToEuc(bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafe(bytes.length * 3);
  let length = 0;
  let mode: 'ascii' | 'kanji' | 'kanji2' | 'kana' = 'ascii';
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === ESC) {
      const next = bytes.toString('latin1', i + 1, i + 4);
      const step = escapeOf(next);
      if (step) {
        mode = step.mode;
        i += step.length;
        continue;
      }
    }
    if (byte === 0x0a || byte === 0x0d) mode = 'ascii';
    if (mode === 'ascii' || byte < 0x21 || byte > 0x7e) {
      // Raw half-width katakana with the high bit set is what some mailers wrote.
      if (byte >= 0xa1 && byte <= 0xdf) out[length++] = 0x8e;
      out[length++] = byte;
    } else if (mode === 'kana') {
      out[length++] = 0x8e;
      out[length++] = byte | 0x80;
    } else {
      const second = bytes[i + 1];
      if (second === undefined || second < 0x21 || second > 0x7e) {
        out[length++] = byte;
        continue;
      }
      if (mode === 'kanji2') out[length++] = 0x8f;
      out[length++] = byte | 0x80;
      out[length++] = second | 0x80;
      i++;
    }
  }
  return out.subarray(0, length);
}

function escapeOf(next: string): { mode: 'ascii' | 'kanji' | 'kanji2' | 'kana'; length: number } | null {
  if (next.startsWith('$(D')) return { mode: 'kanji2', length: 3 };
  if (next.startsWith('$(')) return { mode: 'kanji', length: 3 };
  if (next.startsWith('$@') || next.startsWith('$B')) return { mode: 'kanji', length: 2 };
  if (next.startsWith('(I')) return { mode: 'kana', length: 2 };
  if (/^\([A-Z]/.test(next)) return { mode: 'ascii', length: 2 };
  return null;
}

/** ISO-2022-KR (RFC 1557): shift-out and shift-in around rows of KS X 1001. */
function shiftToHighBit(bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  let shifted = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === ESC && bytes.toString('latin1', i + 1, i + 4) === '$)C') i += 3;
    else if (byte === 0x0e) shifted = true;
    else if (byte === 0x0f) shifted = false;
    else {
      if (byte === 0x0a) shifted = false;
      out[length++] = shifted && byte > 0x20 && byte < 0x7f ? byte | 0x80 : byte;
    }
  }
  return out.subarray(0, length);
}

/** HZ (RFC 1843): `~{` … `~}` around rows of GB 2312, `~~` for a tilde, `~` before a line break joins lines. */
function hzToGbk(bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  let shifted = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    const next = bytes[i + 1];
    if (byte === 0x7e && (next === 0x7b || next === 0x7d || next === 0x7e || next === 0x0a)) {
      if (next === 0x7b) shifted = true;
      else if (next === 0x7d) shifted = false;
      else if (next === 0x7e) out[length++] = 0x7e;
      i++;
      continue;
    }
    if (byte === 0x0a) shifted = false;
    out[length++] = shifted && byte > 0x20 && byte < 0x7f ? byte | 0x80 : byte;
  }
  return out.subarray(0, length);
}
