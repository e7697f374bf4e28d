import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

/** The longest edge of a preview in pixels: what a thread shows of a picture, on a screen of twice the density. */
export const PREVIEW_EDGE = 640;
/** More pixels than any camera takes. */
export const MOST_PIXELS = 100_000_000;
const MOST_SECONDS = 10;
const MOST_MEGABYTES = 512;
/** A preview of this size would be none. */
const MOST_PREVIEW_BYTES = 1_048_576;

const SCRIPT = fileURLToPath(new URL('./draw-preview.js', import.meta.url));

/**
 * - `broken`: it is no picture of its kind, or has more pixels than any that is of use
 * - `timeout`, `memory`: it took more than it may
 */
export type PreviewRefusal = 'broken' | 'timeout' | 'memory';

export class PreviewError extends Error {
  constructor(
    readonly refusal: PreviewRefusal,
    detail: string,
  ) {
    super(`${refusal}: ${detail}`);
  }
}

const BY_EXIT_CODE: Record<number, PreviewRefusal> = { 2: 'broken', 3: 'memory' };

/**
 * Draws the preview of a picture, in a process that lives for it alone: it has no environment, no more time, memory
 * and pixels than a picture of use needs, and takes nobody along where a decoder fails.
 * @returns WebP @throws PreviewError where the picture is at fault; what the stream throws
 */
export async function drawPreview(picture: Readable): Promise<Buffer> {
  const limits = [PREVIEW_EDGE, MOST_PIXELS, MOST_SECONDS, MOST_MEGABYTES].map(String);
  const child = spawn(process.execPath, ['--max-old-space-size=64', SCRIPT, ...limits], {
    // One thread; loaders that libvips itself calls untrusted stay shut.
    env: { UV_THREADPOOL_SIZE: '1', VIPS_CONCURRENCY: '1', VIPS_BLOCK_UNTRUSTED: '1' },
    stdio: 'pipe',
  });
  const isLate = { value: false };
  const timer = setTimeout(() => {
    isLate.value = true;
    child.kill('SIGKILL');
  }, MOST_SECONDS * 1_500);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  try {
    // A process that has refused the picture reads no further: what counts is how it ended.
    const fed = pipeline(picture, child.stdin).catch((error: unknown) => error);
    const [preview, words, code, failure] = await Promise.all([
      upTo(child.stdout, MOST_PREVIEW_BYTES),
      upTo(child.stderr, 1_000),
      ended,
      fed,
    ]);
    if (code === 0 && preview.length > 0) return preview;
    if (isLate.value) throw new PreviewError('timeout', `more than ${MOST_SECONDS} s`);
    if (failure && !isBrokenPipe(failure)) throw failure as Error;
    const detail = `${code ?? 'killed'} ${words.toString()}`.trim();
    throw new PreviewError(
      /timeout/i.test(detail) ? 'timeout' : (BY_EXIT_CODE[code ?? 0] ?? 'broken'),
      detail,
    );
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
  }
}

const isBrokenPipe = (error: unknown) =>
  ['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'].includes((error as { code?: string }).code ?? '');

/** What comes, as far as it is wanted. */
async function upTo(stream: Readable, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= most) chunks.push(chunk);
  }
  return size <= most ? Buffer.concat(chunks) : Buffer.alloc(0);
}
