import { Controller } from '@nestjs/common';
import { endpoints } from '@noxdesk/contracts';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { TagsService } from './tags.service.js';

const { tags } = endpoints;

@Controller(API_PREFIX)
export class TagsController {
  constructor(private readonly service: TagsService) {}

  @Route(tags.list)
  list(@From() caller: Caller, @Input() { query }: InputOf<typeof tags.list>) {
    return this.service.list(caller, query.search);
  }

  @Route(tags.change)
  async rename(@From() caller: Caller, @Input() { body }: InputOf<typeof tags.change>) {
    return { tickets: await this.service.rename(caller, body.from, body.to) };
  }

  @Route(tags.remove)
  async remove(@From() caller: Caller, @Input() { body }: InputOf<typeof tags.remove>) {
    return { tickets: await this.service.remove(caller, body.name) };
  }
}
