import { Module } from '@nestjs/common';
import { JobRegistry } from '../../platform/queue/job-registry.js';
import { BlobRemover } from './blob-remover.js';
import { DataArchive } from './data-archive.js';
import { DataExportsService } from './data-exports.service.js';
import { ErasuresService } from './erasures.service.js';
import { PrivacyUpkeep } from './privacy-upkeep.js';
import { PrivacyController } from './privacy.controller.js';
import { DataExportHandler, ErasureHandler, PrivacyUpkeepHandler } from './privacy.handlers.js';
import { RetentionService } from './retention.service.js';
import { TicketEraser } from './ticket-eraser.js';
import { Traces } from './traces.js';

/** What is known of people: archives of it, its erasure, and how long it is kept. Reaches into every table. */
@Module({
  controllers: [PrivacyController],
  providers: [
    BlobRemover,
    DataArchive,
    DataExportHandler,
    DataExportsService,
    ErasureHandler,
    ErasuresService,
    PrivacyUpkeep,
    PrivacyUpkeepHandler,
    RetentionService,
    TicketEraser,
    Traces,
  ],
})
export class PrivacyModule {
  constructor(
    registry: JobRegistry,
    makeExport: DataExportHandler,
    erase: ErasureHandler,
    upkeep: PrivacyUpkeepHandler,
  ) {
    registry.register(makeExport);
    registry.register(erase);
    registry.register(upkeep);
  }
}
