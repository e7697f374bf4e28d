import type { SlaPreview } from '@noxdesk/contracts';
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call, endpoints, isApiError } from '../../../lib/api/index.js';
import { type Draft, termsOf } from './draft.js';
import type { Question } from './preview-panel.js';

const REST_MS = 350;

/** A value once it has not changed for a moment. */
function useRested<Value>(value: Value): Value {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}

/** When an example would be due by the draft as it stands; its refusal is what is wrong with the draft. */
export function usePreview(draft: Draft, { createdAt, priority }: Question): UseQueryResult<SlaPreview> {
  const text = JSON.stringify({
    ...termsOf(draft),
    priority,
    ...(createdAt && { created_at: new Date(createdAt).toISOString() }),
  });
  const body = useRested(text);
  return useQuery({
    queryKey: ['sla-policies', 'preview', body],
    queryFn: ({ signal }) => call(endpoints.slaPolicies.preview, { body: JSON.parse(body), signal }),
    placeholderData: keepPreviousData,
    retry: (count, error) => !isApiError(error, 'invalid_input') && count < 2,
  });
}
