import { Controller, Header } from '@nestjs/common';
import { endpoints } from '@noxdesk/contracts';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { complianceCsv } from './compliance-csv.js';
import { SlaReportsService } from './sla-reports.service.js';

const { sla } = endpoints;

@Controller(API_PREFIX)
export class SlaReportsController {
  constructor(private readonly reports: SlaReportsService) {}

  @Route(sla.board)
  board(@From() caller: Caller) {
    return this.reports.board(caller);
  }

  @Route(sla.compliance)
  compliance(@From() caller: Caller, @Input() { query }: InputOf<typeof sla.compliance>) {
    return this.reports.compliance(caller, query);
  }

  @Route(sla.expected)
  expected(@From() caller: Caller, @Input() { query }: InputOf<typeof sla.expected>) {
    return this.reports.expected(caller, query);
  }

  @Route(sla.complianceCsv)
  @Header('content-type', 'text/csv; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="sla-compliance.csv"')
  async complianceCsv(@From() caller: Caller, @Input() { query }: InputOf<typeof sla.complianceCsv>) {
    return complianceCsv(await this.reports.compliance(caller, query));
  }
}
