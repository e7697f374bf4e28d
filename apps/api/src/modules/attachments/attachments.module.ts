import { Global, Module } from '@nestjs/common';
import { FileIntake } from '../../platform/http/multipart.js';
import { AttachmentIntake } from './attachment-intake.js';

@Global()
@Module({
  providers: [{ provide: FileIntake, useClass: AttachmentIntake }],
  exports: [FileIntake],
})
export class AttachmentsModule {}
