import type { SlaPolicy } from '@noxdesk/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, endpoints } from '../../../lib/api/index.js';

const EVERY_MS = 1_000;

/** What the application of a version would bring about. */
export interface Effect {
  tickets: number;
  due_times_moved: number;
  breached: number;
}

interface Counted {
  version: number;
  tickets: number | null;
  due_times_moved: number | null;
  breached: number | null;
}

/** The present version of a policy on its way to open tickets: tried first, then applied; both are followed. */
export function useApplication(policy: SlaPolicy) {
  const client = useQueryClient();
  const params = { id: policy.id };
  // Not below «sla-policies»: what is asked of one policy must not be asked again when that one is deleted.
  const key = ['sla-policy', policy.id, 'application'];
  const refresh = () => client.invalidateQueries({ queryKey: key });
  const attempt = useMutation({
    mutationFn: () => call(endpoints.slaPolicies.apply, { params, body: { dry_run: true } }),
    // Few tickets are counted in the answer, many in the background.
    onSuccess: refresh,
  });
  const apply = useMutation({
    mutationFn: () => call(endpoints.slaPolicies.apply, { params, body: { dry_run: false } }),
    onSuccess: () => {
      attempt.reset();
      return refresh();
    },
  });
  const { data: application } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call(endpoints.slaPolicies.application, { params, signal }),
    refetchInterval: ({ state: { data } }) =>
      data?.state === 'running' || data?.forecast?.state === 'running' ? EVERY_MS : false,
  });
  const forecast = application?.forecast;
  // A forecast of the version before says nothing of this one.
  const ofThis = forecast?.version === policy.version ? forecast : undefined;
  const counting = ofThis?.state === 'running' ? ofThis : undefined;
  const counted = counting ? undefined : ofThis;
  return {
    attempt,
    apply,
    application,
    counting,
    effect: effectOf(attempt.data, policy.version) ?? effectOf(counted, policy.version),
    isRunning: application?.state === 'running',
  };
}

function effectOf(counted: Counted | undefined, version: number): Effect | undefined {
  if (counted?.version !== version) return undefined;
  const { tickets, due_times_moved: moved, breached } = counted;
  if (tickets === null || moved === null || breached === null) return undefined;
  return { tickets, due_times_moved: moved, breached };
}
