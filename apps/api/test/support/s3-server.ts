import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface S3TestServer {
  /** For STORAGE_URL. */
  url: string;
  objects: Map<string, { body: Buffer; modifiedAt: Date }>;
  /** Answers the next requests with these, one each: a status with an S3 error code, or a closed connection. */
  failures: ({ status: number; code: string } | 'hang-up')[];
  requests: string[];
  close(): Promise<void>;
}

export const S3_KEY = 'AKIDEXAMPLE';
export const S3_SECRET = 'wJalr/XUtnFEMI+K7MDENG';
const BUCKET = 'noxdesk';
const PAGE = 2;

class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(code);
  }
}

/**
 * A small S3: objects of one bucket in memory, path-style, pages of two keys. It checks each signature (SigV4) and
 * payload hash by its own computation, as a real store does.
 */
export async function startS3Server(): Promise<S3TestServer> {
  const objects: S3TestServer['objects'] = new Map();
  const failures: S3TestServer['failures'] = [];
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const failure = failures.shift();
    if (failure === 'hang-up') return void request.socket.destroy();
    if (failure) return sendError(response, new Refused(failure.status, failure.code));
    answer(request, response, objects).catch((error: unknown) =>
      sendError(response, error instanceof Refused ? error : new Refused(500, 'InternalError')),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `s3://${S3_KEY}:${encodeURIComponent(S3_SECRET)}@127.0.0.1:${port}/${BUCKET}?region=eu-west-1`,
    objects,
    failures,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  objects: S3TestServer['objects'],
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const url = new URL(request.url!, 'http://store');
  verify(request, url, body);
  const [, bucket, ...path] = decodeURIComponent(url.pathname).split('/');
  if (bucket !== BUCKET) throw new Refused(404, 'NoSuchBucket');
  const key = path.join('/');
  if (key === '') return list(url, response, objects);
  if (request.method === 'PUT') {
    objects.set(key, { body, modifiedAt: new Date() });
    return void response.end();
  }
  if (request.method === 'DELETE') {
    objects.delete(key);
    return void response.writeHead(204).end();
  }
  const object = objects.get(key);
  if (!object) throw new Refused(404, 'NoSuchKey');
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  const sent = range ? object.body.subarray(Number(range[1]), Number(range[2]) + 1) : object.body;
  response.writeHead(range ? 206 : 200, {
    'content-length': sent.length,
    'last-modified': object.modifiedAt.toUTCString(),
  });
  response.end(request.method === 'HEAD' ? undefined : sent);
}

function list(url: URL, response: ServerResponse, objects: S3TestServer['objects']): void {
  const after = url.searchParams.get('continuation-token')?.replace(/^<&/, '') ?? '';
  const keys = [...objects.keys()]
    .sort()
    .filter((key) => key.startsWith(url.searchParams.get('prefix') ?? '') && key > after);
  const page = keys.slice(0, PAGE);
  const contents = page.map((key) => {
    const { body, modifiedAt } = objects.get(key)!;
    return `<Contents><Key>${key}</Key><LastModified>${modifiedAt.toISOString()}</LastModified><Size>${body.length}</Size></Contents>`;
  });
  const more = keys.length > PAGE;
  // The token holds what XML has to escape, so that a client which does not unescape it is found out.
  const next = more ? `<NextContinuationToken>&lt;&amp;${page.at(-1)}</NextContinuationToken>` : '';
  response.end(
    `<?xml version="1.0"?><ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`,
  );
}

/** SigV4 (AWS General Reference, «Signature Version 4 signing process»). */
function verify(request: IncomingMessage, url: URL, body: Buffer): void {
  const { headers } = request;
  const given =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    );
  if (!given) throw new Refused(403, 'AccessDenied');
  const [, accessKey, date, region, signedHeaders, signature] = given as unknown as string[];
  if (accessKey !== S3_KEY) throw new Refused(403, 'InvalidAccessKeyId');
  const hash = headers['x-amz-content-sha256'];
  if (hash !== sha256(body)) throw new Refused(400, 'XAmzContentSHA256Mismatch');
  const query = [...url.searchParams]
    .map(([name, value]) => [encode(name), encode(value)])
    .sort(([a], [b]) => (a! < b! ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');
  const canonical = [
    request.method,
    url.pathname,
    query,
    ...signedHeaders!.split(';').map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    signedHeaders,
    hash,
  ].join('\n');
  const scope = `${date}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const signingKey = [date, region, 's3', 'aws4_request'].reduce<Buffer | string>(
    (key, part) => hmac(key, part!),
    `AWS4${S3_SECRET}`,
  );
  if (hmac(signingKey, toSign).toString('hex') !== signature) throw new Refused(403, 'SignatureDoesNotMatch');
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const hmac = (key: Buffer | string, data: string) => createHmac('sha256', key).update(data).digest();
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

function sendError(response: ServerResponse, { status, code }: Refused): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
}
