import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { BlobStore, BlobStoreError } from '../../platform/storage/blob-store.js';
import { ByteBudget } from './byte-budget.js';
import { type ParsedMail, ParserThreads } from './parser-threads.js';

/** Bytes of mails that are in memory at a time. */
const MOST_BYTES = 48 * 1024 * 1024;

const PARSER = {
  script: pathToFileURL(createRequire(import.meta.url).resolve('@noxdesk/mail/worker')),
  threads: 2,
  // The largest mail takes a second or two.
  limitMs: 60_000,
  largeBytes: 4 * 1024 * 1024,
};

/** Reads stored mails, aside and one large one at a time. */
@Injectable()
export class MailReader implements OnApplicationShutdown {
  readonly #budget = new ByteBudget(MOST_BYTES);
  readonly #threads = new ParserThreads(PARSER);

  constructor(private readonly store: BlobStore) {}

  /**
   * @param work what is done with the mail while its bytes are in memory
   * @throws MailParseError, BlobStoreError
   */
  async read<Result>(
    blob: { key: string; size: number },
    work: (parsed: ParsedMail) => Promise<Result>,
  ): Promise<Result> {
    return this.#budget.run(blob.size, async () => work(await this.#threads.parse(await this.#bytes(blob))));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#threads.close();
  }

  /** Into memory of the right size: joining pieces would need it twice. */
  async #bytes({ key, size }: { key: string; size: number }): Promise<ArrayBuffer> {
    const bytes = new Uint8Array(size);
    let at = 0;
    for await (const chunk of (await this.store.read(key)) as AsyncIterable<Uint8Array>) {
      if (at + chunk.length > size) throw new BlobStoreError('denied', `${key} is longer than it was`);
      bytes.set(chunk, at);
      at += chunk.length;
    }
    if (at < size) throw new BlobStoreError('denied', `${key} is shorter than it was`);
    return bytes.buffer;
  }
}
