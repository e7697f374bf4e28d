import { Module } from '@nestjs/common';
import { Bell } from './bell.js';
import { InboxController } from './inbox.controller.js';
import { InboxEvents } from './inbox-events.js';
import { InboxRepository } from './inbox.repository.js';

/** The bell of an agent. */
@Module({ controllers: [InboxController], providers: [Bell, InboxEvents, InboxRepository], exports: [Bell] })
export class InboxModule {}
