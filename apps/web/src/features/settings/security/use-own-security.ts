import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call, endpoints } from '../../../lib/api/index.js';

const KEY = ['me', 'security'];

/** One's own second factors, and what is asked of one. */
export function useOwnSecurity() {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => call(endpoints.ownSecurity.get, { signal }),
  });
  // Sessions as well: what one signs in by has changed, so others may have ended.
  return { query, reload: () => client.invalidateQueries({ queryKey: ['me'] }) };
}
