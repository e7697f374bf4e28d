import type { BodyInputOf, SlaEscalation, SlaPolicy } from '@noxdesk/contracts';
import type { endpoints } from '../../../lib/api/index.js';
import { ApiError } from '../../../lib/api/problem.js';

export type Targets = SlaPolicy['targets'];
export type Calendar = NonNullable<SlaPolicy['calendar']>;
export type Escalation = SlaEscalation;

/** A policy as its form holds it. */
export interface Draft {
  name: string;
  plan: string | null;
  department: number | null;
  is_default: boolean;
  targets: Targets;
  warnings: readonly number[];
  calendar: Calendar | null;
  escalations: readonly Escalation[];
}

const hours = (first: number, resolution: number) => ({
  first_response_minutes: first * 60,
  resolution_minutes: resolution * 60,
});

/** What a new policy starts from. */
export const STANDARD_TARGETS: Targets = {
  critical: hours(1, 4),
  urgent: hours(2, 8),
  high: hours(4, 24),
  medium: hours(8, 48),
  low: hours(24, 72),
};

export const draftOf = (policy: SlaPolicy | null): Draft => ({
  name: policy?.name ?? '',
  plan: policy?.plan ?? null,
  department: policy?.department ?? null,
  is_default: policy?.is_default ?? false,
  targets: policy?.targets ?? STANDARD_TARGETS,
  warnings: policy?.warning_percents ?? [80],
  calendar: policy?.calendar ?? null,
  escalations: policy?.escalations ?? [],
});

/** What decides when something is due: the part of a draft that a preview asks about. */
export const termsOf = ({ targets, warnings, calendar }: Draft) => ({
  targets,
  calendar,
  ...(warnings.length > 0 && { warning_percents: [...warnings] }),
});

export const bodyOf = (draft: Draft): BodyInputOf<typeof endpoints.slaPolicies.create> => ({
  name: draft.name.trim(),
  plan: draft.plan,
  department: draft.department,
  is_default: draft.is_default,
  targets: draft.targets,
  calendar: draft.calendar,
  warning_percents: [...draft.warnings],
  escalations: draft.escalations.map((rule) => ({ ...rule, notify: [...rule.notify] })),
});

/** Messages of a refusal by the path of their field, as `calendar.weekly.0.from`. */
export type Problems = Readonly<Record<string, string>>;

export function problemsOf(error: unknown): Problems {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(error.errors.map(({ field, message }) => [field, message]));
}

/** What is said of a place and everything in it, each once. */
export const problemsAt = (problems: Problems, path: string): string[] => [
  ...new Set(
    Object.entries(problems).flatMap(([field, message]) =>
      field === path || field.startsWith(`${path}.`) ? message : [],
    ),
  ),
];
