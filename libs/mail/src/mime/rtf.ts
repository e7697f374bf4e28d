const COMPRESSED = 0x75465a4c;
const UNCOMPRESSED = 0x414c454d;
const DICTIONARY_SIZE = 4096;
const MAX_OUTPUT = 16 * 1024 * 1024;
const PREFIX =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';

/** Compressed RTF ([MS-OXRTFCP]); null where the bytes are none. */
export function decompressRtf(data: Buffer): Buffer | null {
  if (data.length < 16) return null;
  const rawSize = Math.min(data.readUInt32LE(4), MAX_OUTPUT);
  const kind = data.readUInt32LE(8);
  if (kind === UNCOMPRESSED) return data.subarray(16, 16 + rawSize);
  return kind === COMPRESSED ? expand(data.subarray(16), rawSize) : null;
}

function expand(input: Buffer, rawSize: number): Buffer {
  const dictionary = Buffer.alloc(DICTIONARY_SIZE, 0x20);
  dictionary.write(PREFIX, 'latin1');
  let write = PREFIX.length;
  // No byte of input yields more than 17 of output.
  const out = Buffer.alloc(Math.min(rawSize, input.length * 18));
  let length = 0;
  const put = (byte: number): void => {
    if (length < out.length) out[length++] = byte;
    dictionary[write] = byte;
    write = (write + 1) % DICTIONARY_SIZE;
  };
  let at = 0;
  while (at < input.length && length < out.length) {
    const control = input[at++]!;
    for (let bit = 0; bit < 8 && at < input.length; bit++) {
      if ((control & (1 << bit)) === 0) {
        put(input[at++]!);
        continue;
      }
      if (at + 1 >= input.length) return out.subarray(0, length);
      const reference = (input[at]! << 8) | input[at + 1]!;
      at += 2;
      const offset = reference >> 4;
      if (offset === write) return out.subarray(0, length);
      for (let i = 0; i < (reference & 15) + 2; i++) put(dictionary[(offset + i) % DICTIONARY_SIZE]!);
    }
  }
  return out.subarray(0, length);
}
