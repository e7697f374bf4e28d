/** A file found within a text. */
export interface UuFile {
  filename: string;
  content: Buffer;
}

const BEGIN = /^begin(?:-base64)? [0-7]{3,4} ([^\r\n]+?)\r?$/gm;

/**
 * Files that a text carries in uuencode (POSIX), and the text without them. `text` holds one character per byte.
 */
export function extractUuencoded(text: string): { text: string; files: UuFile[] } {
  const files: UuFile[] = [];
  let rest = '';
  let at = 0;
  BEGIN.lastIndex = 0;
  for (let match = BEGIN.exec(text); match; match = BEGIN.exec(text)) {
    if (match.index < at) continue;
    const bodyStart = match.index + match[0].length + 1;
    const file = match[0].startsWith('begin-base64')
      ? readBase64(text, bodyStart)
      : readLines(text, bodyStart);
    if (!file) continue;
    rest += text.slice(at, match.index);
    files.push({ filename: match[1]!.trim(), content: file.content });
    at = file.end;
    BEGIN.lastIndex = Math.max(at, BEGIN.lastIndex);
  }
  return files.length === 0 ? { text, files } : { text: rest + text.slice(at), files };
}

/** A whole body in uuencode; null where it is none. */
export function decodeUuBody(body: Buffer): Buffer | null {
  const { files } = extractUuencoded(body.toString('latin1', 0, body.length));
  return files[0]?.content ?? null;
}

function readLines(text: string, start: number): { content: Buffer; end: number } | null {
  const out = new Output();
  let at = start;
  while (at < text.length) {
    const lf = text.indexOf('\n', at);
    const stop = lf === -1 ? text.length : lf;
    const line = text.slice(at, stop).replace(/\r$/, '');
    at = stop + 1;
    if (line === 'end') return { content: out.bytes(), end: Math.min(at, text.length) };
    if (line === '' || line === '`' || line === ' ') continue;
    // A line that is none: the "begin" was part of a sentence, unless data came before it (a cut file).
    if (!decodeLine(line, out))
      return out.lines > 1 ? { content: out.bytes(), end: at - line.length - 1 } : null;
  }
  return out.lines > 0 ? { content: out.bytes(), end: text.length } : null;
}

/** Bytes that grow by doubling. */
class Output {
  lines = 0;
  private buffer = Buffer.allocUnsafe(4096);
  private length = 0;

  /** Room for `size` bytes more; returns where they go. */
  reserve(size: number): { buffer: Buffer; at: number } {
    if (this.length + size > this.buffer.length) {
      const larger = Buffer.allocUnsafe(this.buffer.length * 2 + size);
      this.buffer.copy(larger, 0, 0, this.length);
      this.buffer = larger;
    }
    return { buffer: this.buffer, at: this.length };
  }

  commit(size: number): void {
    this.length += size;
    this.lines++;
  }

  bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }
}

/** False for a line that is not uuencoded. */
function decodeLine(line: string, out: Output): boolean {
  const length = (line.charCodeAt(0) - 32) & 63;
  const needed = Math.ceil(length / 3) * 4;
  // Trailing spaces (zero bits) are often lost on the way; a few characters too many are checksums.
  if (line.length - 1 > needed + 2 || line.length - 1 < needed - 4) return false;
  // Within a file a character may be damaged; at its beginning it means that there is none.
  if (/[^ -`]/.test(line) && (out.lines === 0 || line.length - 1 !== needed)) return false;
  const { buffer, at: start } = out.reserve(Math.ceil(length / 3) * 3);
  let at = start;
  for (let i = 1; i <= needed; i += 4) {
    const b = value(line, i + 1);
    const c = value(line, i + 2);
    buffer[at++] = (value(line, i) << 2) | (b >> 4);
    buffer[at++] = ((b & 15) << 4) | (c >> 2);
    buffer[at++] = ((c & 3) << 6) | value(line, i + 3);
  }
  out.commit(length);
  return true;
}

function value(line: string, at: number): number {
  return at < line.length ? (line.charCodeAt(at) - 32) & 63 : 0;
}

function readBase64(text: string, start: number): { content: Buffer; end: number } | null {
  const stop = text.indexOf('\n====', start - 1);
  if (stop === -1) return null;
  const lineEnd = text.indexOf('\n', stop + 1);
  return {
    content: Buffer.from(text.slice(start, stop), 'base64'),
    end: lineEnd === -1 ? text.length : lineEnd + 1,
  };
}
