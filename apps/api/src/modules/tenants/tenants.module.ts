import { Module } from '@nestjs/common';
import { DepartmentsModule } from '../departments/departments.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { SlaPoliciesModule } from '../sla-policies/sla-policies.module.js';
import { DemoSeed } from './demo-seed.js';
import { OperatorController } from './operator.controller.js';
import { SettingsController } from './settings.controller.js';
import { TenantsRepository } from './tenants.repository.js';
import { TenantsService } from './tenants.service.js';

/** Tenants as the operator makes them, the settings of each, and the demo. */
@Module({
  imports: [DepartmentsModule, OrganizationsModule, SlaPoliciesModule],
  controllers: [OperatorController, SettingsController],
  providers: [DemoSeed, TenantsRepository, TenantsService],
})
export class TenantsModule {}
