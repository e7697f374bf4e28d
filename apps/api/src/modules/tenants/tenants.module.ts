import { Module } from '@nestjs/common';
import { DepartmentsModule } from '../departments/departments.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { SlaPoliciesModule } from '../sla-policies/sla-policies.module.js';
import { DemoSeed } from './demo-seed.js';
import { OperatorController } from './operator.controller.js';
import { SettingsController } from './settings.controller.js';
import { SetupController } from './setup.controller.js';
import { SetupService } from './setup.service.js';
import { TenantsRepository } from './tenants.repository.js';
import { TenantsService } from './tenants.service.js';

/** Tenants as the operator makes them, the settings of each, the demo, and the first start without one. */
@Module({
  imports: [DepartmentsModule, NotificationsModule, OrganizationsModule, SlaPoliciesModule],
  controllers: [OperatorController, SettingsController, SetupController],
  providers: [DemoSeed, SetupService, TenantsRepository, TenantsService],
})
export class TenantsModule {}
