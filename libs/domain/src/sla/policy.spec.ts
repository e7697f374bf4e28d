import { describe, expect, it } from '@jest/globals';
import { type Calendar } from '../calendar/types.js';
import {
  DEFAULT_SLA_TARGETS,
  policyForTicket,
  validateTargets,
  validateWarningPercents,
  withDefaultTargets,
} from './policy.js';

describe('the default targets', () => {
  it.each([
    ['critical', 1, 4],
    ['urgent', 2, 8],
    ['high', 4, 24],
    ['medium', 8, 48],
    ['low', 24, 72],
  ] as const)('%s: first response in %d h, resolution in %d h', (priority, first, resolution) => {
    expect(DEFAULT_SLA_TARGETS[priority]).toEqual({
      first_response_minutes: first * 60,
      resolution_minutes: resolution * 60,
    });
  });

  it('fill in for priorities that a policy says nothing about', () => {
    const high = { first_response_minutes: 5, resolution_minutes: 10 };
    expect(withDefaultTargets({ high })).toEqual({ ...DEFAULT_SLA_TARGETS, high });
  });

  it('are valid themselves', () => {
    expect(validateTargets(DEFAULT_SLA_TARGETS)).toEqual([]);
  });
});

describe('targets that are refused, by field', () => {
  const found = (high: unknown) =>
    validateTargets({ ...DEFAULT_SLA_TARGETS, high }).map(({ field, code }) => `${field}: ${code}`);

  it.each([0, -1, 1.5, Number.NaN, Infinity, '60', null, undefined])('%p minutes', (minutes) => {
    expect(found({ first_response_minutes: minutes, resolution_minutes: 60 })).toEqual([
      'high.first_response_minutes: invalid_minutes',
    ]);
    expect(found({ first_response_minutes: 60, resolution_minutes: minutes })).toEqual([
      'high.resolution_minutes: invalid_minutes',
    ]);
  });

  it('a first response longer than the resolution', () => {
    expect(found({ first_response_minutes: 61, resolution_minutes: 60 })).toEqual([
      'high.first_response_minutes: first_response_after_resolution',
    ]);
    expect(found({ first_response_minutes: 60, resolution_minutes: 60 })).toEqual([]);
  });

  it('a target of more than ten years by its calendar', () => {
    const codes = (minutes: number, calendar: Calendar) =>
      validateTargets(
        { ...DEFAULT_SLA_TARGETS, high: { first_response_minutes: 1, resolution_minutes: minutes } },
        calendar,
      ).map(({ field, code }) => `${field}: ${code}`);
    // 1 January 2026 to 1 January 2036: 3,652 days, 522 of them Mondays
    const mondays: Calendar = { timezone: 'UTC', weekly: [{ weekday: 1, from: '09:00', to: '10:00' }] };
    expect(codes(3_652 * 1440, null)).toEqual([]);
    expect(codes(3_652 * 1440 + 1, null)).toEqual(['high.resolution_minutes: too_long']);
    expect(codes(522 * 60, mondays)).toEqual([]);
    expect(codes(522 * 60 + 1, mondays)).toEqual(['high.resolution_minutes: too_long']);
  });

  it('next to a calendar that is wrong itself only what the numbers say', () => {
    const nowhere: Calendar = { timezone: 'Nowhere', weekly: [] };
    expect(validateTargets(DEFAULT_SLA_TARGETS, nowhere)).toEqual([]);
  });

  it('a next response of less than a minute; none at all is fine', () => {
    const pair = { first_response_minutes: 10, resolution_minutes: 60 };
    expect(found({ ...pair, next_response_minutes: 0 })).toEqual([
      'high.next_response_minutes: invalid_minutes',
    ]);
    expect(found({ ...pair, next_response_minutes: 30 })).toEqual([]);
    expect(found({ ...pair, next_response_minutes: null })).toEqual([]);
  });

  it('a priority that is missing or unknown', () => {
    expect(found(undefined)).toEqual(['high: missing_target']);
    expect(validateTargets({ ...DEFAULT_SLA_TARGETS, blocker: {} })).toEqual([
      { field: 'blocker', code: 'unknown_priority', message: 'is not a priority' },
    ]);
  });
});

describe('warning thresholds', () => {
  it('are whole percentages from 1 to 99, each once', () => {
    expect(validateWarningPercents([50, 80, 99])).toEqual([]);
    expect(validateWarningPercents([])).toEqual([]);
    const codes = validateWarningPercents([0, 50, 100, 12.5, 50]).map(
      ({ field, code }) => `${field}: ${code}`,
    );
    expect(codes).toEqual([
      '0: invalid_percent',
      '2: invalid_percent',
      '3: invalid_percent',
      '4: repeated_percent',
    ]);
  });
});

describe('the policy of a ticket', () => {
  const fallback = { name: 'default', is_default: true };
  const plan = { name: 'plan', plan: 'gold', is_default: false };
  const department = { name: 'department', department: 2, is_default: false };
  const both = { name: 'both', plan: 'gold', department: 2, is_default: false };
  const all = [fallback, department, plan, both];
  const chosen = (policies: typeof all, ticket: { plan: string | null; department: number }) =>
    policyForTicket(policies, ticket)?.name;

  it.each([
    ["that of its organisation's plan for the department", all, 'both'],
    ['else that of the plan', [fallback, department, plan], 'plan'],
    ['else that of the department', [fallback, department], 'department'],
    ['else the default', [fallback], 'default'],
  ])('is %s', (_, policies, name) => {
    expect(chosen(policies as typeof all, { plan: 'gold', department: 2 })).toBe(name);
  });

  it('never is one of another plan or department', () => {
    expect(chosen(all, { plan: 'silver', department: 1 })).toBe('default');
    expect(chosen(all, { plan: 'silver', department: 2 })).toBe('department');
    expect(chosen(all, { plan: 'gold', department: 1 })).toBe('plan');
  });

  it('knows no plan for whoever has no organisation', () => {
    expect(chosen(all, { plan: null, department: 2 })).toBe('department');
    expect(chosen(all, { plan: null, department: 1 })).toBe('default');
  });

  it('is none where there is not even a default', () => {
    expect(policyForTicket([both, plan], { plan: null, department: 2 })).toBeNull();
  });
});
