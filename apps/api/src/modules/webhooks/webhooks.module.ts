import { Module } from '@nestjs/common';
import { InboxModule } from '../inbox/inbox.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { WebhookDeliverHandler } from './webhook-deliver.handler.js';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import { WebhookDeliveriesService } from './webhook-deliveries.service.js';
import { WebhookFeed } from './webhook-feed.js';
import { WebhookNotices } from './webhook-notices.js';
import { WebhookOutcomes } from './webhook-outcomes.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

/** Whom the desk tells of what happens to tickets, and how that went. */
@Module({
  imports: [InboxModule, NotificationsModule],
  controllers: [WebhooksController],
  providers: [
    WebhookDeliverHandler,
    WebhookDeliveriesRepository,
    WebhookDeliveriesService,
    WebhookFeed,
    WebhookNotices,
    WebhookOutcomes,
    WebhookSender,
    WebhooksService,
  ],
})
export class WebhooksModule {}
