import type { SlaPreview } from '@noxdesk/contracts';
import {
  addBusinessTime,
  SLA_TARGETS,
  type SlaTarget,
  type TargetMinutes,
  type TicketPriority,
} from '@noxdesk/domain';
import type { PolicyTerms } from './sla-policies.repository.js';

const MINUTES: Record<SlaTarget, keyof TargetMinutes> = {
  first_response: 'first_response_minutes',
  next_response: 'next_response_minutes',
  resolution: 'resolution_minutes',
};

/**
 * When the targets of a ticket would be due if nothing happened to it; the further answer, if a customer began to wait
 * for it at that time.
 */
export function previewOf(terms: PolicyTerms, priority: TicketPriority, at: Date): SlaPreview {
  const target = terms.targets[priority];
  const after = (minutes: number) =>
    new Date(addBusinessTime(terms.calendar, at.toISOString(), minutes)).toISOString();
  return {
    created_at: at.toISOString(),
    priority,
    targets: SLA_TARGETS.flatMap((name) => {
      const minutes = target[MINUTES[name]];
      if (!minutes) return [];
      const thresholds = [...terms.warning_percents, 100];
      return {
        target: name,
        target_minutes: minutes,
        due_at: after(minutes),
        thresholds: thresholds.map((percent) => ({ percent, at: after((minutes * percent) / 100) })),
      };
    }),
  };
}
