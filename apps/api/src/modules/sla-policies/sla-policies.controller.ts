import { Controller } from '@nestjs/common';
import { endpoints, type SlaPolicy } from '@noxdesk/contracts';
import { TICKET_PRIORITIES } from '@noxdesk/domain';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { type PolicyRow, SlaPoliciesRepository } from './sla-policies.repository.js';
import { SlaPoliciesService } from './sla-policies.service.js';

const { slaPolicies } = endpoints;

@Controller(API_PREFIX)
export class SlaPoliciesController {
  constructor(
    private readonly service: SlaPoliciesService,
    private readonly repository: SlaPoliciesRepository,
  ) {}

  @Route(slaPolicies.list)
  async list(@From() caller: Caller, @Input() input: InputOf<typeof slaPolicies.list>) {
    const page = await this.repository.list(caller.tenantId, slaPolicies.list.path, input);
    return { ...page, results: page.results.map(present) };
  }

  @Route(slaPolicies.get)
  async get(@From() caller: Caller, @Input() { params }: InputOf<typeof slaPolicies.get>) {
    return present(await this.service.get(caller.tenantId, params.id));
  }

  @Route(slaPolicies.create)
  async create(@From() caller: Caller, @Input() { body }: InputOf<typeof slaPolicies.create>) {
    return present(await this.service.create(caller.tenantId, body));
  }

  @Route(slaPolicies.change)
  async change(@From() caller: Caller, @Input() { params, body }: InputOf<typeof slaPolicies.change>) {
    return present(await this.service.change(caller.tenantId, params.id, body));
  }

  @Route(slaPolicies.remove)
  async remove(@From() caller: Caller, @Input() { params }: InputOf<typeof slaPolicies.remove>) {
    await this.service.remove(caller.tenantId, params.id);
  }
}

const present = (row: PolicyRow): SlaPolicy => ({
  id: row.id,
  name: row.name,
  plan: row.plan_id,
  department: row.department_id,
  is_default: row.is_default,
  calendar: row.calendar && presentCalendar(row.calendar),
  warning_percent: row.warning_percents.at(-1)!,
  warning_percents: [...row.warning_percents],
  targets: Object.fromEntries(
    TICKET_PRIORITIES.map((priority) => [priority, presentTarget(row.targets[priority])]),
  ) as SlaPolicy['targets'],
  escalations: [...row.escalations],
  version: row.version,
});

const presentCalendar = ({ timezone, weekly, holidays = [] }: NonNullable<PolicyRow['calendar']>) => ({
  timezone,
  weekly: weekly.map(({ weekday, from, to }) => ({ weekday, from, to })),
  holidays: [...holidays],
});

const presentTarget = ({
  first_response_minutes,
  resolution_minutes,
  next_response_minutes: next,
}: PolicyRow['targets'][keyof PolicyRow['targets']]) => ({
  first_response_minutes,
  resolution_minutes,
  ...(next && { next_response_minutes: next }),
});
