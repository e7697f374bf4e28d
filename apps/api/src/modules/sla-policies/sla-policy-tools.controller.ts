import { Controller } from '@nestjs/common';
import {
  endpoints,
  type Holidays,
  type SlaApplication,
  type SlaPolicyVersions,
  type SlaPreview,
} from '@noxdesk/contracts';
import { Clock } from '../../platform/clock/clock.js';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { SlaRejudging } from '../tickets/sla-rejudging.js';
import { readHolidays } from './ical-holidays.js';
import { presentTerms } from './policy-presenter.js';
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
    const { version } = policy;
    if (!body.dry_run) {
      await this.rejudging.apply(tenantId, policy);
      return { dry_run: false, version, tickets: null, due_times_moved: null, breached: null };
    }
    const { tickets, dueTimesMoved, breached } = await this.rejudging.forecast(tenantId, policy);
    return { dry_run: true, version, tickets, due_times_moved: dueTimesMoved, breached };
  }

  @Route(slaPolicies.application)
  async application(
    @From() { tenantId }: Caller,
    @Input() { params }: InputOf<typeof slaPolicies.application>,
  ): Promise<SlaApplication> {
    await this.service.get(tenantId, params.id);
    const found = await this.rejudging.progress(tenantId, params.id);
    return {
      state: found === undefined ? 'none' : found.finished_at === null ? 'running' : 'done',
      version: found?.version ?? null,
      started_at: found?.started_at.toISOString() ?? null,
      finished_at: found?.finished_at?.toISOString() ?? null,
      total: found?.total ?? null,
      looked_at: found?.looked_at ?? 0,
      moved: found?.moved ?? 0,
    };
  }

  @Route(slaPolicies.versions)
  async versions(
    @From() { tenantId }: Caller,
    @Input() { params }: InputOf<typeof slaPolicies.versions>,
  ): Promise<SlaPolicyVersions> {
    const versions = await this.service.versions(tenantId, params.id);
    return {
      results: versions.map((row) => ({
        version: row.version,
        created_at: row.created_at.toISOString(),
        ...presentTerms(row),
      })),
    };
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
