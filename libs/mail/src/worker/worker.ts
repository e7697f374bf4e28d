import { parentPort } from 'node:worker_threads';
import { parseInboundMailSync } from '../parse-inbound-mail.js';
import { packMail } from './packed-mail.js';

// A thread that parses: gets `{raw}` (an ArrayBuffer, handed over), answers `{packed, raw}`.

/** Files that are smaller are cheaper decoded at once. */
const DEFER_FROM = 256 * 1024;

parentPort?.on('message', ({ raw }: { raw: ArrayBuffer }) => {
  const bytes = new Uint8Array(raw);
  const packed = packMail(parseInboundMailSync(bytes, { deferFrom: DEFER_FROM }), bytes);
  parentPort!.postMessage({ packed, raw }, [raw, packed.files]);
});
