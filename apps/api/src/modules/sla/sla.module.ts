import { Module } from '@nestjs/common';
import { SlaPolicyRepository } from './sla-policy.repository.js';
import { SlaReportsController } from './sla-reports.controller.js';
import { SlaReportsRepository } from './sla-reports.repository.js';
import { SlaReportsService } from './sla-reports.service.js';
import { SlaService } from './sla.service.js';

@Module({
  controllers: [SlaReportsController],
  providers: [SlaPolicyRepository, SlaReportsRepository, SlaReportsService, SlaService],
  exports: [SlaService],
})
export class SlaModule {}
