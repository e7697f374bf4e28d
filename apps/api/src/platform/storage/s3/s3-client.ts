import { createHash } from 'node:crypto';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import { BlobStoreError } from '../blob-store.js';
import type { S3Settings } from './s3-settings.js';

/** How long a connection may stand still before the store counts as away. */
const IDLE_MS = 30_000;
const TRIES = 3;
const FIRST_PAUSE_MS = 100;
const EMPTY_SHA256 = createHash('sha256').digest('hex');

export interface S3Request {
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  /** Undefined: the bucket itself. */
  key?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** `open` is called anew for each try. */
  body?: { size: number; sha256: string; open: () => Readable };
}

/** A refusal of the store, by status and by the code in its answer (`NoSuchKey`, `AccessDenied`, …). */
export class S3Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string | undefined,
  ) {
    super(`the store answered ${status} ${code ?? ''}`.trim());
  }
}

/**
 * Signed requests to an S3-compatible store, the bucket in the path. Bodies go out as streams with their length and
 * hash in the head, which `fetch` cannot do; the store so verifies what it received.
 */
export class S3Client {
  readonly #agent: http.Agent;
  readonly #request: typeof http.request;

  constructor(
    private readonly settings: S3Settings,
    private readonly idleMs = IDLE_MS,
  ) {
    const secure = settings.endpoint.startsWith('https:');
    const options = { keepAlive: true, maxSockets: 32 };
    this.#agent = secure ? new https.Agent(options) : new http.Agent(options);
    this.#request = secure ? https.request : http.request;
  }

  /**
   * Sends a request, again after a pause where the store is away or overloaded.
   * @returns the answer with its body unread
   * @throws S3Refusal, BlobStoreError `unavailable`
   */
  async send(request: S3Request): Promise<IncomingMessage> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(request);
      } catch (error) {
        if (!isPassing(error)) throw error;
        if (attempt === TRIES) {
          throw new BlobStoreError('unavailable', (error as Error).message, { cause: error });
        }
        await pause(FIRST_PAUSE_MS * 4 ** (attempt - 1));
      }
    }
  }

  async #once(request: S3Request): Promise<IncomingMessage> {
    const { url, headers } = await this.#sign(request);
    const { body } = request;
    const outgoing = this.#request(url, { method: request.method, headers, agent: this.#agent });
    outgoing.setTimeout(this.idleMs, () => outgoing.destroy(new Error('the store does not answer')));
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.once('response', resolve).once('error', reject);
    });
    if (body) {
      // A store may refuse before it has read everything: then its answer counts, not the broken pipe.
      pipeline(body.open(), outgoing).catch((error: Error) => outgoing.destroy(error));
    } else {
      outgoing.end();
    }
    const response = await answered;
    const status = response.statusCode ?? 0;
    if (status >= 200 && status < 300) return response;
    const told = await readText(response, 16_384).catch(() => '');
    throw new S3Refusal(status, /<Code>([A-Za-z0-9]{1,64})<\/Code>/.exec(told)?.[1]);
  }

  async #sign({ method, key, query = {}, headers = {}, body }: S3Request) {
    const { endpoint, bucket, region, accessKeyId, secretAccessKey } = this.settings;
    const url = new URL(`${endpoint}/${bucket}${key === undefined ? '' : `/${key}`}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const signed = await new AwsV4Signer({
      method,
      url: url.href,
      headers: { 'x-amz-content-sha256': body?.sha256 ?? EMPTY_SHA256, ...headers },
      accessKeyId,
      secretAccessKey,
      service: 's3',
      region,
    }).sign();
    return {
      url: signed.url,
      headers: {
        ...Object.fromEntries(signed.headers as unknown as Iterable<[string, string]>),
        ...(body && { 'content-length': String(body.size) }),
      },
    };
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Whether the next try may go better. */
function isPassing(error: unknown): boolean {
  if (error instanceof S3Refusal) return error.status >= 500 || error.status === 429;
  return !(error instanceof BlobStoreError);
}

/** The body as text. @throws Error where it is longer than `most` bytes */
export async function readText(stream: Readable, most: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw new Error('the answer of the store is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
