import { Inject, Injectable } from '@nestjs/common';
import type { Multipart } from '@noxdesk/contracts';
import type { ApiRequest } from './endpoint.js';
import type { StagedBlob } from '../storage/blob-store.js';
import { invalidField, ProblemError } from './problem.js';

/** A file that came with a request: its bytes are in the store's staging place, checked, not yet kept. */
export interface StagedFile {
  filename: string;
  contentType: string;
  blob: StagedBlob;
}

/** Takes a file's bytes while they arrive and refuses what the tenant does not accept. */
export abstract class FileIntake {
  /** Limits of the caller's tenant. */
  abstract limits(
    tenantId: number,
  ): Promise<{ maxFiles: number; maxBytes: number; types: readonly string[] }>;
  /** @throws ProblemError naming the file and the reason; nothing of it stays */
  abstract stage(
    tenantId: number,
    filename: string,
    bytes: NodeJS.ReadableStream,
    limits: { maxBytes: number; types: readonly string[] },
  ): Promise<StagedFile>;
}

const MAX_TEXT_BYTES = 2 * 1024 * 1024;
const MAX_TEXT_PARTS = 100;

export const discardStaged = async (files: readonly StagedFile[]) => {
  await Promise.all(files.map((file) => file.blob.discard()));
};

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
      const parts = request.parts({
        limits: {
          fields: MAX_TEXT_PARTS,
          fieldSize: MAX_TEXT_BYTES,
          fieldNameSize: 200,
          // One more than is accepted, so that we refuse it by name; the intake counts the bytes itself.
          files: limits.maxFiles + 1,
          fileSize: Infinity,
          parts: MAX_TEXT_PARTS + limits.maxFiles + 1,
          headerPairs: 100,
        },
      });
      for await (const part of parts) {
        if (part.type === 'field') {
          readField(form, fields, part.fieldname, String(part.value), part.valueTruncated);
          continue;
        }
        const isEmptyInput = part.filename === '' || part.filename === undefined;
        if (part.fieldname !== form.files && part.fieldname !== `${form.files}[]`) {
          part.file.resume();
          throw invalidField(part.fieldname, part.fieldname in form.fields ? 'a_file' : 'unknown_field');
        }
        if (isEmptyInput) {
          // A browser sends an empty part for a file input in which nothing was chosen.
          let size = 0;
          for await (const chunk of part.file) size += (chunk as Buffer).length;
          if (size > 0) throw invalidField(form.files, 'file_empty_name');
          continue;
        }
        if (files.length === limits.maxFiles) {
          part.file.resume();
          throw new ProblemError('too_many_files', {
            errors: [{ field: form.files, code: 'too_many_files', params: { max: limits.maxFiles } }],
          });
        }
        files.push(await this.intake.stage(tenantId, part.filename, part.file, limits));
      }
      return { body: form.shape ? form.shape(fields) : fields, files };
    } catch (error) {
      await discardStaged(files);
      throw asProblem(error);
    }
  }
}

function readField(
  form: Multipart,
  fields: Record<string, unknown>,
  rawName: string,
  value: string,
  truncated: boolean,
): void {
  const name = rawName.endsWith('[]') ? rawName.slice(0, -2) : rawName;
  if (truncated) throw new ProblemError('too_large', { errors: [{ field: name, code: 'too_big' }] });
  if (name === form.files) {
    if (value === '') return;
    throw invalidField(name, 'not_a_file');
  }
  const kind = Object.hasOwn(form.fields, name) ? form.fields[name] : undefined;
  if (kind === undefined) throw invalidField(name, 'unknown_field');
  if (kind === 'list') {
    const items = value
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean);
    fields[name] = [...((fields[name] as string[] | undefined) ?? []), ...items];
    return;
  }
  if (Object.hasOwn(fields, name)) throw invalidField(name, 'repeated');
  fields[name] = convert(kind, name, value);
}

function convert(kind: 'text' | 'number' | 'boolean' | 'json', name: string, value: string): unknown {
  if (kind === 'number') return /^\d{1,15}$/.test(value.trim()) ? Number(value) : value;
  if (kind === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  if (kind === 'json') {
    try {
      return JSON.parse(value);
    } catch {
      throw invalidField(name, 'not_json');
    }
  }
  return value;
}

/** The parser's own refusals, in our words; anything else goes on as it is. */
function asProblem(error: unknown): unknown {
  const code = (error as { code?: string }).code;
  if (code === 'FST_FILES_LIMIT') return new ProblemError('too_many_files');
  if (code === 'FST_PARTS_LIMIT' || code === 'FST_FIELDS_LIMIT' || code === 'FST_REQ_FILE_TOO_LARGE') {
    return new ProblemError('too_large');
  }
  if (code === 'FST_PROTO_VIOLATION' || code === 'FST_NO_FORM_DATA')
    return new ProblemError('malformed_request');
  if (error instanceof ProblemError) return error;
  const message = error instanceof Error ? error.message : '';
  // busboy's errors for a broken body carry no code.
  if (/Malformed|Unexpected end of (?:form|file|multipart)|Boundary not found/i.test(message)) {
    return new ProblemError('malformed_request');
  }
  return error;
}
