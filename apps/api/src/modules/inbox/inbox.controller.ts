import { Controller } from '@nestjs/common';
import { DEFAULT_PAGE_SIZE, endpoints, type Notification } from '@noxdesk/contracts';
import { formatTicketNumber } from '@noxdesk/domain';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { Cursors, readPage } from '../../platform/http/cursor.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { InboxRepository, type NotificationRow } from './inbox.repository.js';

const { notifications } = endpoints;

@Controller(API_PREFIX)
export class InboxController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly inbox: InboxRepository,
    private readonly cursors: Cursors,
    private readonly clock: Clock,
  ) {}

  @Route(notifications.list)
  async list(@From() caller: Caller, @Input() { query, rawQuery }: InputOf<typeof notifications.list>) {
    return this.unitOfWork.run(caller.tenantId, async () => {
      const page = await readPage<NotificationRow>({
        cursors: this.cursors,
        path: '/tickets/api/notifications/',
        raw: rawQuery,
        limit: query.limit ?? DEFAULT_PAGE_SIZE,
        at: (row) => [row.id],
        read: (cursor, limit) => this.inbox.list(caller, query.unread === 'true', cursor, limit),
      });
      return { ...page, results: page.results.map(present), unread: await this.inbox.unread(caller) };
    });
  }

  @Route(notifications.read)
  async read(@From() caller: Caller, @Input() { body }: InputOf<typeof notifications.read>): Promise<void> {
    await this.unitOfWork.run(caller.tenantId, () =>
      this.inbox.markRead(caller.userId, body.ids, this.clock.now()),
    );
  }
}

const present = (row: NotificationRow): Notification => ({
  id: row.id,
  kind: row.kind,
  ticket:
    row.ticket_id === null
      ? null
      : { id: row.ticket_id, number: formatTicketNumber(row.number!), subject: row.subject! },
  data: row.data,
  created_at: row.created_at.toISOString(),
  read_at: row.read_at?.toISOString() ?? null,
});
