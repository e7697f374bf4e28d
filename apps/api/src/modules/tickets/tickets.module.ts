import { Global, Module } from '@nestjs/common';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { SlaModule } from '../sla/sla.module.js';
import { BulkController } from './bulk.controller.js';
import { BulkChangeTickets } from './commands/bulk-change-tickets.js';
import { ChangeTicket } from './commands/change-ticket.js';
import { HoldReply } from './commands/hold-reply.js';
import { RelateTickets } from './commands/relate-tickets.js';
import { SplitMessage } from './commands/split-message.js';
import { HeldRepliesController } from './held-replies.controller.js';
import { HeldReplyRepository } from './held-reply.repository.js';
import { SendHeldHandler } from './send-held.handler.js';
import { TagsController } from './tags.controller.js';
import { TagsService } from './tags.service.js';
import { TicketMerges } from './ticket-merges.js';
import { TicketRelationsController } from './ticket-relations.controller.js';
import { CreateTicket } from './commands/create-ticket.js';
import { ReplyToTicket } from './commands/reply-to-ticket.js';
import { ContactsController } from './contacts.controller.js';
import { ContactsRepository } from './contacts.repository.js';
import { DeliveryReports } from './delivery-reports.js';
import { RestoreTicket } from './commands/restore-ticket.js';
import { MessageRepository } from './message.repository.js';
import { SlaAlertRepository } from './sla-alert.repository.js';
import { SlaApplicationRepository } from './sla-application.repository.js';
import { SlaEscalateHandler } from './sla-escalate.handler.js';
import { SlaEscalations } from './sla-escalations.js';
import { SlaForecastHandler } from './sla-forecast.handler.js';
import { SlaForecasting } from './sla-forecasting.js';
import { SlaRejudgeHandler } from './sla-rejudge.handler.js';
import { SlaRejudging } from './sla-rejudging.js';
import { SlaRejudgingRepository } from './sla-rejudging.repository.js';
import { Staff } from './staff.js';
import { TicketClosing } from './ticket-closing.js';
import { TicketCommands } from './ticket-commands.js';
import { TicketDrafts } from './ticket-drafts.js';
import { TicketEvents } from './ticket-events.js';
import { TicketMoves } from './ticket-moves.js';
import { TicketRepository } from './ticket.repository.js';
import { AutoCloseHandler, SlaCheckHandler } from './ticket-sweep.handlers.js';
import { TicketSweeps } from './ticket-sweeps.js';
import { TicketWriter } from './ticket-writer.js';
import { TicketSlaController } from './ticket-sla.controller.js';
import { TicketsController } from './tickets.controller.js';
import { TicketsService } from './tickets.service.js';

/** Tickets and their threads. Others write to them through `TicketCommands` and hear of them through `TicketEvents`. */
@Global()
@Module({
  imports: [AttachmentsModule, SlaModule],
  controllers: [
    TicketSlaController,
    BulkController,
    ContactsController,
    HeldRepliesController,
    TagsController,
    TicketRelationsController,
    TicketsController,
  ],
  providers: [
    AutoCloseHandler,
    BulkChangeTickets,
    ChangeTicket,
    ContactsRepository,
    CreateTicket,
    DeliveryReports,
    HeldReplyRepository,
    HoldReply,
    MessageRepository,
    RelateTickets,
    ReplyToTicket,
    RestoreTicket,
    SendHeldHandler,
    SlaAlertRepository,
    SlaCheckHandler,
    SlaApplicationRepository,
    SlaEscalateHandler,
    SlaEscalations,
    SlaForecastHandler,
    SlaForecasting,
    SlaRejudgeHandler,
    SlaRejudging,
    SlaRejudgingRepository,
    SplitMessage,
    Staff,
    TagsService,
    TicketClosing,
    TicketDrafts,
    TicketEvents,
    TicketMerges,
    TicketMoves,
    TicketRepository,
    TicketSweeps,
    TicketsService,
    { provide: TicketCommands, useClass: TicketWriter },
  ],
  exports: [
    BulkChangeTickets,
    TicketClosing,
    DeliveryReports,
    SlaForecasting,
    SlaRejudging,
    TicketCommands,
    TicketEvents,
    TicketsService,
  ],
})
export class TicketsModule {}
