import { Controller } from '@nestjs/common';
import { endpoints } from '@noxdesk/contracts';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import type { AssigneeRow, DepartmentRow, PersonRow } from './departments.repository.js';
import { DepartmentsService, type DepartmentWithMembers } from './departments.service.js';

const { departments } = endpoints;

@Controller(API_PREFIX)
export class DepartmentsController {
  constructor(private readonly service: DepartmentsService) {}

  @Route(departments.list)
  async list(@From() caller: Caller) {
    return (await this.service.list(caller.tenantId)).map(departmentRef);
  }

  @Route(departments.assignees)
  async assignees(@From() caller: Caller) {
    return (await this.service.assignees(caller.tenantId)).map(assignee);
  }

  @Route(departments.get)
  async get(@From() caller: Caller, @Input() { params }: InputOf<typeof departments.get>) {
    return department(await this.service.get(caller.tenantId, params.id));
  }

  @Route(departments.create)
  async create(@From() caller: Caller, @Input() { body }: InputOf<typeof departments.create>) {
    return department(await this.service.create(caller.tenantId, body));
  }

  @Route(departments.change)
  async change(@From() caller: Caller, @Input() { params, body }: InputOf<typeof departments.change>) {
    return department(await this.service.change(caller.tenantId, params.id, body));
  }

  @Route(departments.remove)
  async remove(@From() caller: Caller, @Input() { params }: InputOf<typeof departments.remove>) {
    await this.service.remove(caller.tenantId, params.id);
  }
}

const departmentRef = ({ id, name, slug }: DepartmentRow) => ({ id, name, slug });
const person = ({ id, name, email }: PersonRow) => ({ id, name, email });
const department = (row: DepartmentWithMembers) => ({
  ...departmentRef(row),
  members: row.members.map(person),
});
const assignee = (row: AssigneeRow) => ({ ...person(row), departments: row.departments });
