import { Module } from '@nestjs/common';
import { SlaPolicyRepository } from './sla-policy.repository.js';
import { SlaService } from './sla.service.js';

@Module({ providers: [SlaPolicyRepository, SlaService], exports: [SlaService] })
export class SlaModule {}
