import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the workspace. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What the scripts remember between runs; gone with node_modules, and rightly so. */
export const CACHE = join(ROOT, 'node_modules', '.cache', 'noxdesk');
