import { Module } from '@nestjs/common';
import { CannedRepliesController } from './canned-replies.controller.js';
import { CannedRepliesService } from './canned-replies.service.js';
import { DraftsController } from './drafts.controller.js';
import { ViewsController } from './views.controller.js';
import { ViewsService } from './views.service.js';

/** What an agent's desk is made of besides the tickets: views, drafts, canned replies. */
@Module({
  controllers: [CannedRepliesController, DraftsController, ViewsController],
  providers: [CannedRepliesService, ViewsService],
})
export class WorkspaceModule {}
