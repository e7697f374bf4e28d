import { Module } from '@nestjs/common';
import { OrganizationsController } from './organizations.controller.js';
import { OrganizationsRepository } from './organizations.repository.js';
import { OrganizationsService } from './organizations.service.js';
import { PlansController } from './plans.controller.js';
import { PlansService } from './plans.service.js';

@Module({
  controllers: [OrganizationsController, PlansController],
  providers: [OrganizationsRepository, OrganizationsService, PlansService],
  exports: [OrganizationsService],
})
export class OrganizationsModule {}
