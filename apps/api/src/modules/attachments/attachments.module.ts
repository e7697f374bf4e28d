import { Global, Module } from '@nestjs/common';
import { JobRegistry } from '../../platform/queue/job-registry.js';
import { FileIntake } from '../../platform/http/multipart.js';
import { AttachmentIntake } from './attachment-intake.js';
import { AttachmentsController } from './attachments.controller.js';
import { AttachmentsRepository } from './attachments.repository.js';
import { AttachmentsService } from './attachments.service.js';
import { DrawPreviewsHandler } from './previews/draw-previews.handler.js';
import { PreviewBacklog } from './previews/preview-backlog.js';
import { PreviewBacklogHandler } from './previews/preview-backlog.handler.js';
import { ScanFilesHandler } from './scan-files.handler.js';
import { StorageSweepHandler } from './storage-sweep.handler.js';
import { StorageSweep } from './storage-sweep.js';

/** Files of messages: what is accepted, where they hang, who may have them. Global for the intake of every route. */
@Global()
@Module({
  controllers: [AttachmentsController],
  providers: [
    AttachmentsRepository,
    AttachmentsService,
    DrawPreviewsHandler,
    PreviewBacklog,
    PreviewBacklogHandler,
    ScanFilesHandler,
    StorageSweep,
    StorageSweepHandler,
    { provide: FileIntake, useClass: AttachmentIntake },
  ],
  exports: [FileIntake, AttachmentsService],
})
export class AttachmentsModule {
  constructor(
    registry: JobRegistry,
    scan: ScanFilesHandler,
    previews: DrawPreviewsHandler,
    backlog: PreviewBacklogHandler,
    sweep: StorageSweepHandler,
  ) {
    registry.register(scan);
    registry.register(previews);
    registry.register(backlog);
    registry.register(sweep);
  }
}
