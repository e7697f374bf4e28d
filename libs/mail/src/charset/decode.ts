import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { type Defects } from '../defects.js';
import { guessCharset } from './guess.js';
import { codecOf } from './labels.js';
import { decodeStateful } from './stateful.js';

/**
 * Text of bytes that claim a charset. A claim that the bytes contradict is not believed: valid UTF-8 under a
 * single-byte label is UTF-8, invalid UTF-8 under the label UTF-8 is guessed.
 */
export function decodeBytes(bytes: Buffer, label: string, defects?: Defects): string {
  const codec = label === '' ? null : codecOf(label);
  if (codec?.kind === 'stateful') {
    if (codec.name !== 'utf-7' && isUtf8(bytes) && !isAscii(bytes))
      return mismatch(bytes, label, 'utf-8', defects);
    return decodeStateful(bytes, codec.name);
  }
  if (codec?.kind === 'iconv' && codec.name.startsWith('utf')) return decodeUtf16(bytes, codec.name);
  if (isAscii(bytes)) return decodeAscii(bytes, label);
  if (codec?.kind === 'utf8') return decodeUtf8(bytes, label, defects);
  if (!codec) {
    if (
      label !== '' &&
      !/^(?:x-)?(?:unknown|default|none|null|8bit|undefined|unknown-8bit)/i.test(label.trim())
    ) {
      defects?.add('charset-unknown', label);
    }
    return decodeGuessed(bytes);
  }
  return decodeLabelled(bytes, codec.name, label, defects);
}

/** Text of 8-bit bytes without a label. */
export function decodeGuessed(bytes: Buffer): string {
  return decodeKnown(bytes, guessCharset(bytes));
}

function decodeKnown(bytes: Buffer, name: string): string {
  if (name === 'utf-8') return stripBom(bytes.toString('utf8'));
  if (name === 'iso-2022-jp') return decodeStateful(bytes, name);
  return iconv.decode(bytes, name);
}

/** Unlabelled ISO-2022-JP is plain ASCII with escapes. */
function decodeAscii(bytes: Buffer, label: string): string {
  const text = bytes.toString('latin1', 0, bytes.length);
  if (text.includes('\x1b$') && /^(?:|us-ascii|ascii|iso-8859-1|utf-8|shift_jis|euc-jp)$/i.test(label)) {
    return decodeStateful(bytes, 'iso-2022-jp');
  }
  return text;
}

function decodeUtf8(bytes: Buffer, label: string, defects: Defects | undefined): string {
  if (isUtf8(bytes)) return stripBom(bytes.toString('utf8'));
  const text = bytes.toString('utf8');
  const faults = count(text, '\ufffd');
  const wide = countNonAscii(text) - faults;
  // A few torn characters within good UTF-8 (a cut line, a truncated preview) are not another charset.
  if (wide > faults) return stripBom(text);
  return mismatch(bytes, label, guessCharset(bytes), defects);
}

function decodeUtf16(bytes: Buffer, name: string): string {
  if (bytes.length >= 2 && bytes.length % 2 === 0 && (bytes[0] === 0 || bytes[1] === 0 || !isAscii(bytes))) {
    return stripBom(iconv.decode(bytes, name));
  }
  return name.startsWith('utf32') || name.startsWith('utf-32')
    ? iconv.decode(bytes, name)
    : decodeGuessed(bytes);
}

function decodeLabelled(bytes: Buffer, name: string, label: string, defects: Defects | undefined): string {
  const utf8 = isUtf8(bytes);
  if (isMultiByte(name)) {
    const text = iconv.decode(bytes, name);
    return utf8 && text.includes('\ufffd') ? mismatch(bytes, label, 'utf-8', defects) : text;
  }
  if (utf8) return mismatch(bytes, label, 'utf-8', defects);
  if (name === 'windows-1252' && bytes.includes('\x1b$', 0, 'latin1'))
    return decodeStateful(bytes, 'iso-2022-jp');
  if (name === 'windows-1252' && /ascii/i.test(label))
    return mismatch(bytes, label, guessCharset(bytes), defects);
  return iconv.decode(bytes, name);
}

function isMultiByte(name: string): boolean {
  return /^(?:gb|big5|cp949|shift_jis|euc|cp9[345]\d)/.test(name);
}

function mismatch(bytes: Buffer, label: string, actual: string, defects: Defects | undefined): string {
  defects?.add('charset-mismatch', `${label} is ${actual}`);
  return decodeKnown(bytes, actual);
}

function stripBom(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function count(text: string, character: string): number {
  let total = 0;
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) total++;
  return total;
}

function countNonAscii(text: string): number {
  let total = 0;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) total++;
  return total;
}
