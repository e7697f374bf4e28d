import { Module } from '@nestjs/common';
import { SlaBoardRepository } from './sla-board.repository.js';
import { SlaOutcomeFolding } from './sla-outcome-folding.js';
import { SlaOutcomesRepository } from './sla-outcomes.repository.js';
import { SlaPolicyRepository } from './sla-policy.repository.js';
import { SlaReportsController } from './sla-reports.controller.js';
import { SlaReportsService } from './sla-reports.service.js';
import { SlaService } from './sla.service.js';

@Module({
  controllers: [SlaReportsController],
  providers: [
    SlaBoardRepository,
    SlaOutcomeFolding,
    SlaOutcomesRepository,
    SlaPolicyRepository,
    SlaReportsService,
    SlaService,
  ],
  exports: [SlaService],
})
export class SlaModule {}
