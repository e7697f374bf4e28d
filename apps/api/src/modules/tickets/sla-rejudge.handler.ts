import { Injectable } from '@nestjs/common';
import { isFinished } from '@noxdesk/domain';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { type JobContext, JobHandler } from '../../platform/queue/job.js';
import { JobRegistry } from '../../platform/queue/job-registry.js';
import { SlaApplicationRepository } from './sla-application.repository.js';
import { SlaRejudging } from './sla-rejudging.js';
import { type JudgedTicket, SlaRejudgingRepository } from './sla-rejudging.repository.js';
import type { TicketDraft } from './ticket-draft.js';
import { TicketDrafts } from './ticket-drafts.js';
import { type RejudgePayload, slaRejudgeJob } from './ticket-jobs.js';

const READ = 200;
/** Tickets locked at a time: whoever writes to one of them waits for so many at most. */
const LOCKED = 50;

/** Judges one batch anew and, in the same transaction, puts the next one into the outbox: it goes on where it stopped. */
@Injectable()
export class SlaRejudgeHandler extends JobHandler<RejudgePayload> {
  readonly job = slaRejudgeJob;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: SlaRejudgingRepository,
    private readonly rejudging: SlaRejudging,
    private readonly drafts: TicketDrafts,
    private readonly outbox: Outbox,
    private readonly applications: SlaApplicationRepository,
    private readonly clock: Clock,
    registry: JobRegistry,
  ) {
    super();
    registry.register(this);
  }

  async handle(payload: RejudgePayload, { tenantId, complete }: JobContext): Promise<void> {
    await this.unitOfWork.run(tenantId, async () => {
      const found = await this.repository.next(payload, READ);
      const wanted = await this.rejudging.wanted(payload, found);
      const batch = wanted.slice(0, LOCKED);
      const isLast = found.length < READ && wanted.length <= LOCKED;
      const after = wanted.length > LOCKED ? batch.at(-1)!.ticket.id : (found.at(-1)?.id ?? null);
      const lookedAt = after === null ? 0 : found.findIndex(({ id }) => id === after) + 1;
      if (await this.#advance(payload, { lookedAt, moved: batch.length, isLast })) {
        await this.#rejudge(
          payload,
          batch.map(({ ticket }) => ticket.id),
        );
        if (!isLast) await this.outbox.add(slaRejudgeJob, { ...payload, after });
      }
      await complete();
    });
  }

  /** Keeps how far it has come. @returns false where another application of the policy has taken its place */
  async #advance(
    payload: RejudgePayload,
    { lookedAt, moved, isLast }: { lookedAt: number; moved: number; isLast: boolean },
  ): Promise<boolean> {
    const { policy, application, after } = payload;
    if (policy === null || application === null) return true;
    const total = after === null ? await this.repository.count(payload) : null;
    const finishedAt = isLast ? this.clock.now() : null;
    return this.applications.advance(policy, application, { total, lookedAt, moved, finishedAt });
  }

  async #rejudge(payload: RejudgePayload, ticketIds: readonly string[]): Promise<void> {
    const drafts = await this.drafts.openAll(ticketIds, { kind: 'system' });
    const open = new Map(drafts.filter(isJudged).map((draft) => [draft.row.id, draft]));
    // Asked once more: they may have moved since they were read, and only now are they locked.
    const still = await this.rejudging.wanted(
      payload,
      [...open.values()].map(({ row }) => row),
    );
    for (const { ticket, to } of still) {
      const draft = open.get(ticket.id)!;
      draft.retarget(to);
      await this.drafts.save(draft);
    }
  }
}

type JudgedDraft = TicketDraft & { readonly row: JudgedTicket };

const isJudged = (draft: TicketDraft): draft is JudgedDraft =>
  draft.row.sla_state !== null && !isFinished(draft.row.status);
