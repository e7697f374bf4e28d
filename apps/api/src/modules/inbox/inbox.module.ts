import { Module } from '@nestjs/common';
import { InboxController } from './inbox.controller.js';
import { InboxEvents } from './inbox-events.js';
import { InboxRepository } from './inbox.repository.js';

/** The bell of an agent. */
@Module({ controllers: [InboxController], providers: [InboxEvents, InboxRepository] })
export class InboxModule {}
