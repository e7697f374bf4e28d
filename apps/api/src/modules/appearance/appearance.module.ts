import { Module } from '@nestjs/common';
import { AppearanceController } from './appearance.controller.js';
import { AppearanceRepository } from './appearance.repository.js';
import { AppearanceService } from './appearance.service.js';

/** How a tenant shows itself: on its pages, at the sign-in and in its mails. */
@Module({
  controllers: [AppearanceController],
  providers: [AppearanceRepository, AppearanceService],
  exports: [AppearanceService],
})
export class AppearanceModule {}
