import { Injectable } from '@nestjs/common';
import type { Notification } from '@noxdesk/contracts';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { LiveBus } from '../../platform/realtime/live-bus.js';
import { InboxRepository } from './inbox.repository.js';

export interface Ring {
  kind: Notification['kind'];
  /** Null where it is about no ticket. */
  ticketId: string | null;
  data: Record<string, unknown>;
  at: Date;
}

/** Puts something into the bells of users, who see it at once. In the transaction of its cause. */
@Injectable()
export class Bell {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly inbox: InboxRepository,
    private readonly bus: LiveBus,
  ) {}

  async ring(userIds: readonly string[], ring: Ring): Promise<void> {
    if (userIds.length === 0) return;
    const { tx } = this.unitOfWork;
    await this.inbox.add(userIds, ring);
    tx.afterCommit(() =>
      this.bus.publish({
        tenantId: tx.tenantId,
        type: 'notification',
        data: { kind: ring.kind, ...(ring.ticketId !== null && { ticket_id: ring.ticketId }) },
        audience: { departmentIds: [], customer: null, userIds: [...userIds] },
      }),
    );
  }
}
