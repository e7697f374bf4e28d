import type { StagedBlob } from '../storage/blob-store.js';
import { ProblemError } from './problem.js';

/** A file that came with a request or mail: its bytes are in the store's staging place, checked, not yet kept. */
export interface StagedFile {
  /** Made safe: a base name without control characters, at most 255 bytes. */
  filename: string;
  /** What the bytes were found to be, whatever the sender said. */
  contentType: string;
  blob: StagedBlob;
}

/** What a tenant accepts. */
export interface FileLimits {
  /** Files a message. */
  maxFiles: number;
  /** Bytes a file. */
  maxBytes: number;
  /** Extensions in lower case, without the dot: `png`, `tar.gz`. */
  types: readonly string[];
  /** Whether pictures lose what they tell of their taker. */
  stripsMetadata: boolean;
}

/**
 * Why a file is not accepted; also the code of the refused field.
 * - `file_type`: its extension is none of those accepted, or it has none
 * - `file_content`: its bytes are not what its extension says
 * - `file_bomb`: an archive or picture that comes to far more than its own size once it is opened
 */
export type FileRefusal = 'file_type' | 'file_content' | 'file_bomb' | 'file_too_large';

export type FileVerdict =
  | { accepted: true; file: StagedFile }
  /** `filename` is safe to show; empty where nothing of the name was left. */
  | { accepted: false; filename: string; reason: FileRefusal };

/** Takes a file's bytes while they arrive and refuses what the tenant does not accept. */
export abstract class FileIntake {
  abstract limits(tenantId: number): Promise<FileLimits>;

  /**
   * Judges one file, for whom a refusal is no error: a mail goes on without it. An accepted file has to be kept or
   * discarded; nothing of a refused one stays. What the source throws is thrown as it is.
   * @param rawName as the sender wrote it
   */
  abstract tryStage(
    tenantId: number,
    rawName: string,
    bytes: AsyncIterable<Uint8Array>,
    limits: FileLimits,
  ): Promise<FileVerdict>;

  /** @throws ProblemError naming the file and the reason; nothing of it stays */
  async stage(
    tenantId: number,
    field: string,
    rawName: string,
    bytes: AsyncIterable<Uint8Array>,
    limits: FileLimits,
  ): Promise<StagedFile> {
    const verdict = await this.tryStage(tenantId, rawName, bytes, limits);
    if (verdict.accepted) return verdict.file;
    const { filename, reason } = verdict;
    const params = { filename: filename || '?', max: limits.maxBytes, allowed: limits.types.join(', ') };
    const isTooLarge = reason === 'file_too_large' || reason === 'file_bomb';
    throw new ProblemError(isTooLarge ? 'too_large' : 'file_type_not_allowed', {
      errors: [{ field, code: reason, params }],
    });
  }
}

/**
 * Puts the files in their place before a transaction is opened, since that may take long; what then refers to them
 * makes sure of them by `keep()` once more. Where nothing comes to refer to them, the clean-up removes them.
 */
export const keepStaged = async (files: readonly StagedFile[]): Promise<void> => {
  await Promise.all(files.map((file) => file.blob.keep()));
};

export const discardStaged = async (files: readonly StagedFile[]): Promise<void> => {
  await Promise.all(files.map((file) => file.blob.discard()));
};
