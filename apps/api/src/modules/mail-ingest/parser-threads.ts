import { once } from 'node:events';
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
    const patience = AbortSignal.timeout(PATIENCE_MS);
    const most = () => (patience.aborted ? this.options.threads : 1);
    while (this.#busy >= most()) {
      const freed = new Promise<void>((resolve) => this.#waiting.push(resolve));
      await (patience.aborted ? freed : Promise.race([freed, once(patience, 'abort')]));
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

  async #ask(worker: Worker, raw: ArrayBuffer): Promise<Answer> {
    const end = new AbortController();
    const { signal } = end;
    worker.ref();
    worker.postMessage({ raw }, [raw]);
    const answered = once(worker, 'message', { signal }).then(([answer]) => answer as Answer);
    const died = once(worker, 'exit', { signal }).then(() => {
      throw new MailParseError('parse_crashed');
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new MailParseError('parse_timeout')), this.options.limitMs);
    });
    try {
      return await Promise.race([answered, died, late]);
    } catch (error) {
      throw error instanceof MailParseError ? error : new MailParseError('parse_crashed', String(error));
    } finally {
      clearTimeout(timer);
      end.abort();
      await Promise.allSettled([answered, died]);
    }
  }
}

// A young generation of the usual size would cost each thread 48 MB, for objects that live for one mail.
const LIMITS = { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 12, stackSizeMb: 4 };
