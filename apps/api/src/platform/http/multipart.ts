import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { MultipartFile, MultipartValue } from '@fastify/multipart';
import type { Multipart } from '@noxdesk/contracts';
import type { ApiRequest } from './endpoint.js';
import { discardStaged, FileIntake, type FileLimits, type StagedFile } from './file-intake.js';
import { addField } from './multipart-fields.js';
import { invalidField, ProblemError } from './problem.js';

export * from './file-intake.js';

const MAX_TEXT_BYTES = 2 * 1024 * 1024;
const MAX_TEXT_PARTS = 100;

/** Reads `multipart/form-data` (RFC 7578) into the JSON shape of the same route. */
@Injectable()
export class MultipartReader {
  constructor(@Inject(FileIntake) private readonly intake: FileIntake) {}

  async read(request: ApiRequest, form: Multipart): Promise<{ body: unknown; files: StagedFile[] }> {
    const { tenantId } = request.noxdesk.caller!;
    const limits = await this.intake.limits(tenantId);
    const fields: Record<string, unknown> = {};
    const files: StagedFile[] = [];
    try {
      for await (const part of partsOf(request, limits)) {
        // Typed as always there; a part without a name (RFC 7578 §4.2), or cut off before it, has none.
        if ((part.fieldname as string | undefined) === undefined) throw new ProblemError('malformed_request');
        if (part.type === 'field') {
          addField(form, fields, part as MultipartValue);
          continue;
        }
        const file = await this.#takeFile(tenantId, form, part, files.length, limits);
        if (file) files.push(file);
      }
      return { body: form.shape ? form.shape(fields) : fields, files };
    } catch (error) {
      await discardStaged(files);
      readOut(request.raw, limits);
      throw asProblem(error, request.raw);
    }
  }

  /** @returns undefined for the empty part that a browser sends for a file input in which nothing was chosen */
  async #takeFile(
    tenantId: number,
    form: Multipart,
    part: MultipartFile,
    taken: number,
    limits: FileLimits,
  ): Promise<StagedFile | undefined> {
    if (part.fieldname !== form.files && part.fieldname !== `${form.files}[]`) {
      throw invalidField(
        part.fieldname,
        Object.hasOwn(form.fields, part.fieldname) ? 'a_file' : 'unknown_field',
      );
    }
    if (!part.filename) {
      for await (const chunk of part.file) {
        if ((chunk as Buffer).length > 0) throw invalidField(form.files, 'file_empty_name');
      }
      return undefined;
    }
    if (taken === limits.maxFiles) throw tooManyFiles(form, limits);
    return this.intake.stage(tenantId, form.files, part.filename, part.file, limits);
  }
}

const tooManyFiles = (form: Multipart, limits: FileLimits) =>
  new ProblemError('too_many_files', {
    errors: [{ field: form.files, code: 'too_many_files', params: { max: limits.maxFiles } }],
  });

function partsOf(request: ApiRequest, limits: FileLimits) {
  return request.parts({
    // Names are made safe by the intake, which has to see them as they were sent.
    preservePath: true,
    limits: {
      fields: MAX_TEXT_PARTS,
      fieldSize: MAX_TEXT_BYTES,
      fieldNameSize: 200,
      // Both more than is accepted, so that the refusal comes from us and names what is wrong.
      files: limits.maxFiles + MAX_TEXT_PARTS,
      parts: 2 * MAX_TEXT_PARTS + limits.maxFiles,
      fileSize: Number.MAX_SAFE_INTEGER,
      headerPairs: 100,
    },
  });
}

/**
 * A refusal is answered at once, but many clients read it only after they have sent everything: what still comes is
 * read and thrown away, as much as an accepted request could have had. Beyond that the connection is closed.
 */
function readOut(request: IncomingMessage, limits: FileLimits): void {
  if (request.readableEnded || request.destroyed) return;
  let left = (limits.maxFiles + 1) * limits.maxBytes + MAX_TEXT_BYTES;
  request.unpipe();
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
  request.resume();
}

/** The parser's own refusals, in our words; anything else goes on as it is. */
function asProblem(error: unknown, request: IncomingMessage): unknown {
  const { code } = error as { code?: string };
  if (error instanceof ProblemError) return error;
  // The sender went away: nobody hears the answer, and nothing of ours failed.
  if (request.destroyed && !request.complete) return new ProblemError('malformed_request');
  if (code === 'FST_PARTS_LIMIT' || code === 'FST_FIELDS_LIMIT' || code === 'FST_FILES_LIMIT') {
    return new ProblemError('too_large');
  }
  if (code?.startsWith('FST_')) return new ProblemError('malformed_request');
  const message = error instanceof Error ? error.message : '';
  // The parser's errors for a broken body carry no code.
  if (code === undefined && /malformed|unexpected end|terminated early|boundary/i.test(message)) {
    return new ProblemError('malformed_request');
  }
  return error;
}
