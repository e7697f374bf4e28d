import { Controller } from '@nestjs/common';
import { endpoints } from '@noxdesk/contracts';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { Idempotency } from '../../platform/http/idempotency.js';
import { HoldReply } from './commands/hold-reply.js';

const { heldReplies } = endpoints;

@Controller(API_PREFIX)
export class HeldRepliesController {
  constructor(
    private readonly holdReply: HoldReply,
    private readonly idempotency: Idempotency,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  @Route(heldReplies.hold)
  hold(@From() caller: Caller, @Input() input: InputOf<typeof heldReplies.hold>) {
    const { params, body, files, ifMatch } = input;
    return this.unitOfWork.run(caller.tenantId, async () => {
      const answer = await this.holdReply.run(caller, params.id, body, files, ifMatch);
      await this.idempotency.remember(input, answer);
      return answer;
    });
  }

  @Route(heldReplies.takeBack)
  async takeBack(
    @From() caller: Caller,
    @Input() { params }: InputOf<typeof heldReplies.takeBack>,
  ): Promise<void> {
    await this.holdReply.takeBack(caller, params.id);
  }
}
