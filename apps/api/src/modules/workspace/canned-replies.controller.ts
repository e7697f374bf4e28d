import { Controller } from '@nestjs/common';
import { endpoints } from '@noxdesk/contracts';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { CannedRepliesService } from './canned-replies.service.js';

const { cannedReplies } = endpoints;

@Controller(API_PREFIX)
export class CannedRepliesController {
  constructor(private readonly service: CannedRepliesService) {}

  @Route(cannedReplies.list)
  list(@From() caller: Caller, @Input() input: InputOf<typeof cannedReplies.list>) {
    return this.service.list(caller, cannedReplies.list.path, input);
  }

  @Route(cannedReplies.get)
  get(@From() caller: Caller, @Input() { params }: InputOf<typeof cannedReplies.get>) {
    return this.service.get(caller.tenantId, params.id);
  }

  @Route(cannedReplies.create)
  create(@From() caller: Caller, @Input() { body }: InputOf<typeof cannedReplies.create>) {
    return this.service.create(caller.tenantId, body);
  }

  @Route(cannedReplies.change)
  change(@From() caller: Caller, @Input() { params, body }: InputOf<typeof cannedReplies.change>) {
    return this.service.change(caller.tenantId, params.id, body);
  }

  @Route(cannedReplies.remove)
  async remove(@From() caller: Caller, @Input() { params }: InputOf<typeof cannedReplies.remove>) {
    await this.service.remove(caller.tenantId, params.id);
  }
}
