// Puts a compressed copy beside every text file of the build, so that the server has nothing to compress per request.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const files = await readdir(dist, { recursive: true });

for (const name of files.filter((file) => /\.(?:js|css|html|svg)$/.test(file))) {
  const path = join(dist, name);
  const content = await readFile(path);
  const brotli = {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  };
  await writeFile(`${path}.br`, brotliCompressSync(content, brotli));
  await writeFile(`${path}.gz`, gzipSync(content, { level: 9 }));
}
