import { Worker } from 'node:worker_threads';
import { type HtmlParts, type InboundMail, type PackedMail, unpackMail } from '@noxdesk/mail';

/** `parse_timeout`: it took longer than it may. `parse_crashed`: the thread died of it. */
export type ParseFailure = 'parse_timeout' | 'parse_crashed';

/** A mail that cannot be read, however often one tries. */
export class MailParseError extends Error {
  constructor(
    readonly code: ParseFailure,
    detail = '',
  ) {
    super(detail === '' ? code : `${code}: ${detail}`);
  }
}

/** A mail as it was understood, with its bytes: large files still lie in them (see `attachmentBytes`). */
export interface ParsedMail {
  mail: InboundMail;
  /** As `mailFingerprint` makes it. */
  fingerprint: string;
  html: HtmlParts;
  raw: Uint8Array;
}

export interface ParserOptions {
  /** What a thread runs. */
  script: URL;
  threads: number;
  limitMs: number;
  /** Bytes of a mail after which its thread is ended, so that what it used goes back to the system. */
  largeBytes: number;
}

/** How long a mail waits for the thread that is there before it gets another one. */
const PATIENCE_MS = 50;
/** A mail of any size has room in this; one that needs more than this to be understood is an attack. */
const HEAP_MB = 512;

interface Answer {
  packed: PackedMail;
  raw: ArrayBuffer;
}

/**
 * Parses mails in threads of their own: the process that serves others is not held up by a large mail, and survives one
 * that kills its thread or never comes to an end.
 */
export class ParserThreads {
  readonly #idle: Worker[] = [];
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(private readonly options: ParserOptions) {}

  /** @param raw the whole mail; it is handed over and of no use to the caller any more @throws MailParseError */
  async parse(raw: ArrayBuffer): Promise<ParsedMail> {
    await this.#turn();
    const size = raw.byteLength;
    const worker = this.#idle.pop() ?? new Worker(this.options.script, { resourceLimits: LIMITS });
    try {
      const answer = await this.#ask(worker, raw);
      if (size > this.options.largeBytes) void worker.terminate();
      else this.#rest(worker);
      const bytes = new Uint8Array(answer.raw);
      const { fingerprint, html } = answer.packed;
      return { mail: unpackMail(answer.packed, bytes), fingerprint, html, raw: bytes };
    } catch (error) {
      void worker.terminate();
      throw error;
    } finally {
      this.#busy -= 1;
      for (const wake of this.#waiting.splice(0)) wake();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((worker) => worker.terminate()));
  }

  /** One thread keeps up with all mails but those that hold it: another is started only beside one of these. */
  async #turn(): Promise<void> {
    const begun = performance.now();
    for (;;) {
      const patience = PATIENCE_MS - (performance.now() - begun);
      if (this.#busy < (patience > 0 ? 1 : this.options.threads)) break;
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        if (patience > 0) setTimeout(resolve, patience).unref();
      });
    }
    this.#busy += 1;
  }

  /** An idle thread does not keep the process alive, and a second one is not kept. */
  #rest(worker: Worker): void {
    if (this.#idle.length > 0) {
      void worker.terminate();
      return;
    }
    worker.unref();
    this.#idle.push(worker);
  }

  /** Plain listeners: signals and races cost more than most mails. */
  async #ask(worker: Worker, raw: ArrayBuffer): Promise<Answer> {
    let end!: () => void;
    try {
      return await new Promise<Answer>((resolve, reject) => {
        const late = () => reject(new MailParseError('parse_timeout'));
        const died = () => reject(new MailParseError('parse_crashed'));
        const failed = (error: Error) => reject(new MailParseError('parse_crashed', String(error)));
        const timer = setTimeout(late, this.options.limitMs);
        worker.on('message', resolve).on('exit', died).on('error', failed);
        end = () => {
          clearTimeout(timer);
          // A thread that fails later on must not take the process with it.
          worker
            .off('error', ignore)
            .on('error', ignore)
            .off('message', resolve)
            .off('exit', died)
            .off('error', failed);
        };
        worker.ref();
        worker.postMessage({ raw }, [raw]);
      });
    } finally {
      end();
    }
  }
}

const ignore = () => undefined;

// A young generation of the usual size would cost each thread 48 MB, for objects that live for one mail.
const LIMITS = { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 12, stackSizeMb: 4 };
