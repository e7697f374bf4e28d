import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIPv6, type LookupFunction } from 'node:net';
import { Injectable } from '@nestjs/common';
import { EgressError, EgressGuard } from './egress-guard.js';

const CONNECT_MS = 5_000;
const WHOLE_MS = 10_000;
/** How much of an answer is waited for; what it says beyond that is nobody's concern. */
const ANSWER_BYTES = 64 * 1_024;

export type HttpFailure = 'connect_timeout' | 'timeout' | 'refused' | 'tls' | 'connection_lost';

/** Why there was no answer. */
export class HttpError extends Error {
  constructor(readonly code: HttpFailure | EgressError['code']) {
    super(code);
  }
}

export interface HttpAnswer {
  status: number;
  body: string;
}

/** Asks at addresses that users gave: only where the egress guard lets connections go, without following redirects. */
@Injectable()
export class GuardedHttp {
  constructor(private readonly guard: EgressGuard) {}

  /**
   * @returns the status code of the answer, once it has been read as far as it is read
   * @throws HttpError where there was none in time
   */
  async post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<number> {
    return (await this.exchange(url, headers, body)).status;
  }

  /** As {@link post}, with the beginning of the answer, as far as it is read. */
  async exchange(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<HttpAnswer> {
    return this.#send('POST', url, headers, Buffer.from(body));
  }

  /** The answer to a GET, as far as it is read. @throws HttpError where there was none in time */
  get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
    return this.#send('GET', url, headers, Buffer.alloc(0));
  }

  async #send(
    method: 'GET' | 'POST',
    url: string,
    headers: Readonly<Record<string, string>>,
    body: Buffer,
  ): Promise<HttpAnswer> {
    const target = new URL(url);
    const addresses = await this.#addresses(target.hostname);
    return exchange({ method, target, headers, body }, addresses);
  }

  async #addresses(host: string): Promise<string[]> {
    try {
      return await this.guard.addresses(host);
    } catch (error) {
      throw error instanceof EgressError ? new HttpError(error.code) : error;
    }
  }
}

/** The connection goes to the addresses that were judged, whatever the name leads to by now. */
const lookupOf = (addresses: readonly string[]): LookupFunction =>
  ((_host: string, { all }: { all?: boolean }, answer: (...found: unknown[]) => void) => {
    const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
    if (all) answer(null, found);
    else answer(null, found[0]!.address, found[0]!.family);
  }) as LookupFunction;

interface Question {
  method: 'GET' | 'POST';
  target: URL;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

function exchange(
  { method, target, headers, body }: Question,
  addresses: readonly string[],
): Promise<HttpAnswer> {
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(target, {
      method,
      headers: { ...headers, ...(method === 'POST' && { 'content-length': body.byteLength }) },
      lookup: lookupOf(addresses),
      agent: false,
    });
    // Settled here and not by what a destroyed request emits: after the head of an answer that may be nothing.
    const end = (settle: () => void) => {
      clearTimeout(connecting);
      clearTimeout(whole);
      settle();
      request.destroy();
    };
    const fail = (code: HttpFailure) => end(() => reject(new HttpError(code)));
    const connecting = setTimeout(() => fail('connect_timeout'), CONNECT_MS);
    const whole = setTimeout(() => fail('timeout'), WHOLE_MS);
    request.once('socket', (socket) =>
      socket.once(target.protocol === 'https:' ? 'secureConnect' : 'connect', () => clearTimeout(connecting)),
    );
    request.on('error', (error) => fail(failureOf(error)));
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      let read = 0;
      const answered = () => {
        const text = Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8');
        end(() => resolve({ status: response.statusCode!, body: text }));
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        read += chunk.byteLength;
        if (read >= ANSWER_BYTES) answered();
      });
      response.once('end', answered);
      response.on('error', (error) => fail(failureOf(error)));
    });
    request.end(body);
  });
}

function failureOf(error: NodeJS.ErrnoException): HttpFailure {
  const code = error.code ?? '';
  if (/^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/.test(code)) return 'refused';
  if (code === 'ETIMEDOUT') return 'connect_timeout';
  if (/^(?:ERR_TLS|ERR_SSL|CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME|EPROTO)/.test(code)) return 'tls';
  return 'connection_lost';
}
