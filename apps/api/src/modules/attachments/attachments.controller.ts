import { Readable } from 'node:stream';
import { Controller, Req, Res } from '@nestjs/common';
import { type AttachmentLimits, endpoints } from '@noxdesk/contracts';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../../platform/http/caller.js';
import {
  API_PREFIX,
  type ApiRequest,
  From,
  Input,
  type InputOf,
  Route,
} from '../../platform/http/endpoint.js';
import { FileIntake } from '../../platform/http/multipart.js';
import { ProblemError } from '../../platform/http/problem.js';
import type { ByteRange } from '../../platform/storage/blob-store.js';
import type { AttachmentRow } from './attachments.repository.js';
import { AttachmentsService } from './attachments.service.js';
import { matchesETag, readRange } from './byte-range.js';
import { attachmentDisposition } from './content-disposition.js';

const { download, preview, fileLimits } = endpoints.tickets;

@Controller(API_PREFIX)
export class AttachmentsController {
  constructor(
    private readonly attachments: AttachmentsService,
    private readonly intake: FileIntake,
  ) {}

  @Route(fileLimits)
  async limits(@From() { tenantId }: Caller): Promise<AttachmentLimits> {
    const { types, maxBytes, maxFiles } = await this.intake.limits(tenantId);
    return { types: [...types], max_bytes: maxBytes, max_files: maxFiles };
  }

  @Route(download)
  async download(
    @From() caller: Caller,
    @Input() { params }: InputOf<typeof download>,
    @Req() request: ApiRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const file = await this.attachments.find(caller, params.id);
    const size = Number(file.size);
    const etag = `"${file.sha256}"`;
    if (matchesETag(request.headers['if-none-match'], etag)) {
      await reply.status(304).headers(cachingOf(etag)).send();
      return;
    }
    const range = wantedRange(request, etag, size);
    // Only the head was asked for: the length is known without opening the blob.
    const isHead = request.method === 'HEAD';
    const bytes = isHead ? Readable.from([]) : await this.attachments.open(file, range);
    if (range) reply.status(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`);
    await reply
      .headers(headersOf(file))
      .headers(cachingOf(etag))
      .header('content-length', range ? range.end - range.start + 1 : size)
      .send(bytes);
  }

  @Route(preview)
  async preview(
    @From() caller: Caller,
    @Input() { params }: InputOf<typeof preview>,
    @Req() request: ApiRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const file = await this.attachments.findPreview(caller, params.id);
    const etag = `"${file.sha256}"`;
    if (matchesETag(request.headers['if-none-match'], etag)) {
      await reply.status(304).headers(cachingOf(etag)).send();
      return;
    }
    const bytes = request.method === 'HEAD' ? Readable.from([]) : await this.attachments.open(file);
    await reply
      .headers({ ...SAFE, 'content-type': 'image/webp' })
      .headers(cachingOf(etag))
      .header('content-length', file.size)
      .send(bytes);
  }
}

/** The part that is asked for; `If-Range` wants it only of the same bytes (RFC 9110 §13.1.5). */
function wantedRange({ headers }: ApiRequest, etag: string, size: number): ByteRange | undefined {
  const ifRange = headers['if-range'];
  if (ifRange !== undefined && ifRange !== etag) return undefined;
  const range = readRange(headers.range, size);
  if (range === 'unsatisfiable') {
    throw new ProblemError('range_not_satisfiable', { headers: { 'content-range': `bytes */${size}` } });
  }
  return range;
}

/** A browser runs nothing of the bytes, whatever they are. */
const SAFE = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "sandbox; default-src 'none'",
  'cross-origin-resource-policy': 'same-origin',
};

/** The bytes are somebody's upload: a browser saves them. */
const headersOf = (file: AttachmentRow) => ({
  ...SAFE,
  'content-type': file.content_type,
  'content-disposition': attachmentDisposition(file.filename),
  'accept-ranges': 'bytes',
});

/** Kept by the one client that fetched it, and asked for again each time: access may end. */
const cachingOf = (etag: string) => ({ etag, 'cache-control': 'private, no-cache', vary: 'Authorization' });
