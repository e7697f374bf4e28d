import { extensionsOf } from '../filename.js';
import type { ByteSource } from './byte-source.js';
import { isExecutable } from './executable.js';
import { KNOWN_TYPES } from './known-types.js';
import { beginsAsMarkup } from './text.js';

const HEAD_BYTES = 1_024;
const UNKNOWN = 'application/octet-stream';

/** The accepted extension of a name: of `x.tar.gz` `tar.gz` where that is accepted, else `gz` where that one is. */
export function acceptedExtension(name: string, accepted: readonly string[]): string | undefined {
  const lower = new Set(accepted.map((extension) => extension.toLowerCase()));
  return extensionsOf(name).find((extension) => lower.has(extension));
}

/**
 * Judges bytes by the extension they came under.
 * @returns the content type that the bytes were found to have, or undefined where they are something else: a known
 *   extension wants its own content, and programs and pages are nothing but what they are called
 */
export async function inspectContent(source: ByteSource, extension: string): Promise<string | undefined> {
  const known = KNOWN_TYPES.get(extension);
  if (known?.isActive) return known.contentType;
  if (source.size === 0) return known?.isText ? known.contentType : undefined;
  if ((await isExecutable(source)) || (await beginsAsMarkup(source))) return undefined;
  if (!known) return UNKNOWN;
  const head = await source.read(0, HEAD_BYTES);
  return (await known.matches(source, head)) ? known.contentType : undefined;
}
