import { Module } from '@nestjs/common';
import { CannedRepliesController } from './canned-replies.controller.js';
import { CannedRepliesService } from './canned-replies.service.js';
import { DraftsController } from './drafts.controller.js';
import { MacrosController } from './macros.controller.js';
import { MacrosService } from './macros.service.js';
import { ViewsController } from './views.controller.js';
import { ViewsService } from './views.service.js';

/** What an agent's desk is made of besides the tickets: views, drafts, canned replies. */
@Module({
  controllers: [CannedRepliesController, DraftsController, MacrosController, ViewsController],
  providers: [CannedRepliesService, MacrosService, ViewsService],
})
export class WorkspaceModule {}
