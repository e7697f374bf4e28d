import { Controller } from '@nestjs/common';
import { endpoints, type Holidays, type SlaPreview } from '@noxdesk/contracts';
import { Clock } from '../../platform/clock/clock.js';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { SlaRejudging } from '../tickets/sla-rejudging.js';
import { readHolidays } from './ical-holidays.js';
import { previewOf } from './policy-preview.js';
import { SlaPoliciesService } from './sla-policies.service.js';

const { slaPolicies } = endpoints;

/** What an admin does with policies besides keeping them. */
@Controller(API_PREFIX)
export class SlaPolicyToolsController {
  constructor(
    private readonly service: SlaPoliciesService,
    private readonly rejudging: SlaRejudging,
    private readonly clock: Clock,
  ) {}

  @Route(slaPolicies.apply)
  async apply(@From() { tenantId }: Caller, @Input() { params, body }: InputOf<typeof slaPolicies.apply>) {
    const policy = await this.service.get(tenantId, params.id);
    const { tickets, dueTimesMoved, breached } = await this.rejudging.forecast(tenantId, policy);
    if (!body.dry_run && tickets > 0) await this.rejudging.apply(tenantId, policy);
    const { version } = policy;
    return { dry_run: body.dry_run, version, tickets, due_times_moved: dueTimesMoved, breached };
  }

  @Route(slaPolicies.preview)
  async preview(
    @From() { tenantId }: Caller,
    @Input() { body }: InputOf<typeof slaPolicies.preview>,
  ): Promise<SlaPreview> {
    const terms = await this.service.termsWith(tenantId, body);
    const at = body.created_at === undefined ? this.clock.now() : new Date(body.created_at);
    return previewOf(terms, body.priority, at);
  }

  @Route(slaPolicies.holidays)
  holidays(@Input() { body }: InputOf<typeof slaPolicies.holidays>): Holidays {
    const from = body.from ?? `${this.clock.now().getUTCFullYear()}-01-01`;
    const end = `${Number(from.slice(0, 4)) + body.years}${from.slice(4)}`;
    return readHolidays(body.ical, from, end);
  }
}
