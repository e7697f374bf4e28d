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
import { SlaForecasting } from '../tickets/sla-forecasting.js';
import { SlaRejudging } from '../tickets/sla-rejudging.js';
import { presentApplication } from './application-presenter.js';
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
    private readonly forecasting: SlaForecasting,
    private readonly clock: Clock,
  ) {}

  @Route(slaPolicies.apply)
  async apply(@From() { tenantId }: Caller, @Input() { params, body }: InputOf<typeof slaPolicies.apply>) {
    const policy = await this.service.get(tenantId, params.id);
    const { version } = policy;
    if (!body.dry_run) await this.rejudging.apply(tenantId, policy);
    const effect = body.dry_run ? await this.forecasting.forecast(tenantId, policy) : null;
    return {
      dry_run: body.dry_run,
      version,
      tickets: effect?.tickets ?? null,
      due_times_moved: effect?.dueTimesMoved ?? null,
      breached: effect?.breached ?? null,
    };
  }

  @Route(slaPolicies.application)
  async application(
    @From() { tenantId }: Caller,
    @Input() { params }: InputOf<typeof slaPolicies.application>,
  ): Promise<SlaApplication> {
    await this.service.get(tenantId, params.id);
    return presentApplication(await this.rejudging.progress(tenantId, params.id));
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
