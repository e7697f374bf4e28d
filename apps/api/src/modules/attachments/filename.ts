/** What common file systems take for one name. */
const MAX_BYTES = 255;
/** Longer endings are no extensions: the name is then cut wherever it has to be. */
const MAX_EXTENSION_BYTES = 32;

// Control characters, and what makes a name look like another one: marks of writing direction (a reversed
// `gpj.exe`), zero-width characters, line separators, halves of surrogate pairs.
const INVISIBLE = /[\p{Cc}\p{Cs}\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB]/gu;
/** Not allowed in names on Windows. */
const RESERVED = /[<>:"|?*]/g;
/** Names of devices on Windows, with or without an extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/**
 * Makes a name as a client or mail sent it safe to show, to store and to save on any system: the last part of a path,
 * at most 255 bytes, the extension kept.
 * @returns undefined where nothing is left that could be a name
 */
export function safeFilename(raw: string): string | undefined {
  const visible = raw.normalize('NFC').replace(INVISIBLE, '');
  const base = visible.split(/[/\\]/).at(-1) ?? '';
  const name = base
    .replace(RESERVED, '_')
    .replace(/\s+/g, ' ')
    // Leading dots hide a file; trailing dots and spaces are dropped by Windows, and `x.exe.` becomes `x.exe`.
    .replace(/^[. ]+|[. ]+$/g, '')
    .replace(DEVICE, '_$&');
  return name === '' ? undefined : shorten(name);
}

/** The endings a name may be judged by, longest first: `tar.gz`, then `gz`. Lower case; none for a name without. */
export function extensionsOf(name: string): string[] {
  const parts = name.toLowerCase().split('.').slice(1);
  return parts.slice(-2).map((_, index, last) => last.slice(index).join('.'));
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MAX_BYTES) return name;
  const ending = /(?:\.tar)?\.[^.]*$/i.exec(name)?.[0] ?? '';
  const kept = Buffer.byteLength(ending) <= MAX_EXTENSION_BYTES ? ending : '';
  let stem = '';
  let room = MAX_BYTES - Buffer.byteLength(kept);
  for (const character of name.slice(0, name.length - kept.length)) {
    room -= Buffer.byteLength(character);
    if (room < 0) break;
    stem += character;
  }
  return stem.trimEnd() + kept;
}
