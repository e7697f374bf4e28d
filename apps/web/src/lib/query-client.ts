import { QueryClient } from '@tanstack/react-query';
import { isApiError } from './api/index.js';

/** Only what may pass by itself is tried again; a refusal is an answer. */
const passes = (error: unknown) =>
  isApiError(error) && (error.code === 'unavailable' || error.code === 'offline');

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      gcTime: 15 * 60_000,
      retry: (failures, error) => failures < 2 && passes(error),
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});
