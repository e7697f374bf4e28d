// A process of its own, for one picture: it comes on the standard input, its preview (WebP) leaves by the standard
// output. What a decoder does to a hostile picture it does here, where there are no secrets and no other requests.
// Plain JavaScript, so that the same file runs from the sources and from the build. Exit codes: preview-process.ts.
import { buffer } from 'node:stream/consumers';

const [edge, mostPixels, seconds, mostMegabytes] = process.argv.slice(2).map(Number);
const REFUSED = 2;
const TOO_MUCH_MEMORY = 3;

setInterval(() => {
  if (process.memoryUsage.rss() > mostMegabytes * 1_048_576) process.exit(TOO_MUCH_MEMORY);
}, 20).unref();

try {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  // No other decoder than those of the kinds that are previewed is ever reached, whatever the bytes pretend to be.
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadNsgifBuffer'],
  });
  const picture = sharp(await buffer(process.stdin), {
    limitInputPixels: mostPixels,
    sequentialRead: true,
    failOn: 'error',
    pages: 1,
  });
  // Turned as the camera says, and without what it wrote down: metadata is left out unless it is asked for.
  const preview = await picture
    .autoOrient()
    .resize(edge, edge, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 78, effort: 3 })
    .timeout({ seconds })
    .toBuffer();
  await new Promise((resolve) => process.stdout.write(preview, resolve));
} catch (error) {
  process.stderr.write(String(error).slice(0, 500));
  process.exitCode = REFUSED;
}
