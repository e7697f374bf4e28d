import { Inject, Injectable } from '@nestjs/common';
import { attachmentBytes, fileNameFor } from '@noxdesk/mail';
import {
  discardStaged,
  FileIntake,
  type FileLimits,
  type StagedFile,
} from '../../platform/http/file-intake.js';
import type { ParsedMail } from './parser-threads.js';

export interface MailFiles {
  accepted: (StagedFile & { contentId?: string | undefined })[];
  withheld: { filename: string; reason: string }[];
}

/** Takes the files of a mail by the rules of the tenant; what these do not let in is named instead. */
@Injectable()
export class MailFileIntake {
  constructor(@Inject(FileIntake) private readonly intake: FileIntake) {}

  limits(tenantId: number): Promise<FileLimits> {
    return this.intake.limits(tenantId);
  }

  /** Accepted files have to be kept or discarded. */
  async take(
    tenantId: number,
    { mail, raw }: Pick<ParsedMail, 'mail' | 'raw'>,
    limits: FileLimits,
  ): Promise<MailFiles> {
    const files: MailFiles = { accepted: [], withheld: [] };
    try {
      for (const [index, attachment] of mail.attachments.entries()) {
        const name = fileNameFor(attachment, index);
        const verdict = await this.intake.tryStage(
          tenantId,
          name,
          asynchronous(attachmentBytes(attachment, raw)),
          limits,
        );
        if (verdict.accepted) {
          files.accepted.push({ ...verdict.file, contentId: attachment.contentId || undefined });
        } else {
          files.withheld.push({ filename: verdict.filename || name, reason: verdict.reason });
        }
      }
      return files;
    } catch (error) {
      await discardStaged(files.accepted);
      throw error;
    }
  }
}

async function* asynchronous(pieces: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
