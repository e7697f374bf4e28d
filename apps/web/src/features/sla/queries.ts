import type { QueryInputOf, SlaBoard, SlaCompliance } from '@noxdesk/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call, endpoints } from '../../lib/api/index.js';
import { queryString } from '../../lib/api/request.js';

export type BoardRow = SlaBoard['rows'][number];
export type ComplianceRow = SlaCompliance['rows'][number];
export type ComplianceGroup = SlaCompliance['group'];
export type Period = Pick<QueryInputOf<typeof endpoints.sla.compliance>, 'from' | 'department' | 'priority'>;

const BOARD_EVERY_MS = 30_000;

export const useBoard = () =>
  useQuery({
    queryKey: ['sla', 'board'],
    queryFn: ({ signal }) => call(endpoints.sla.board, { signal }),
    refetchInterval: BOARD_EVERY_MS,
  });

export const useCompliance = (group: ComplianceGroup, period: Period) =>
  useQuery({
    queryKey: ['sla', 'compliance', group, period],
    queryFn: ({ signal }) => call(endpoints.sla.compliance, { query: { group, ...period }, signal }),
    placeholderData: keepPreviousData,
  });

/** Where the same table is to be had for spreadsheets. */
export const exportUrl = (group: ComplianceGroup, period: Period): string =>
  `/tickets/api/${endpoints.sla.complianceCsv.path}${queryString({ group, ...period })}`;
