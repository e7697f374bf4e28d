import { Module } from '@nestjs/common';
import { SlaPoliciesController } from './sla-policies.controller.js';
import { SlaPoliciesRepository } from './sla-policies.repository.js';
import { SlaPoliciesService } from './sla-policies.service.js';
import { SlaPolicyToolsController } from './sla-policy-tools.controller.js';

@Module({
  controllers: [SlaPolicyToolsController, SlaPoliciesController],
  providers: [SlaPoliciesRepository, SlaPoliciesService],
  exports: [SlaPoliciesService],
})
export class SlaPoliciesModule {}
