import type { BodyInputOf, SavedView } from '@noxdesk/contracts';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Bookmark, Building2, Users } from 'lucide-react';
import { call, endpoints } from '../api/index.js';
import { problemMessage } from '../api/problem-message.js';
import { notify } from '../notices.js';
import { viewFilters } from './view-query.js';
import type { View } from './views.js';

export type ViewFields = BodyInputOf<typeof endpoints.views.create>;
export type ViewChange = BodyInputOf<typeof endpoints.views.change>;

const KEY = ['views'];

export const savedViewsOptions = queryOptions({
  queryKey: KEY,
  queryFn: ({ signal }) => call(endpoints.views.list, { signal }),
  staleTime: 60_000,
});

export const useSavedViews = (): readonly SavedView[] => useQuery(savedViewsOptions).data ?? [];

/** Who sees a view is told by its sign. */
const SCOPE_ICON = { own: Bookmark, department: Users, tenant: Building2 };

export const asView = ({ id, name, query, scope }: SavedView): View => ({
  id,
  label: name,
  icon: SCOPE_ICON[scope],
  filters: viewFilters(query),
  empty: msg`Ahora mismo ningún ticket cumple los filtros de esta vista.`,
});

const fieldsOf = ({ name, query, scope, department }: SavedView): ViewFields => ({
  name,
  query,
  scope,
  department,
});

/** Saves, changes and deletes views; the last two with a way back. */
export function useViewCommands() {
  const client = useQueryClient();
  const { t, i18n } = useLingui();
  const onSettled = () => client.invalidateQueries({ queryKey: KEY });
  const onError = (error: unknown) => notify({ text: i18n._(problemMessage(error)), tone: 'danger' });

  const create = useMutation({
    mutationFn: (body: ViewFields) => call(endpoints.views.create, { body }),
    onSettled,
  });
  const change = useMutation({
    mutationFn: ({ view, fields }: { view: SavedView; fields: ViewChange }) =>
      call(endpoints.views.change, { params: { id: view.id }, body: fields }),
    onSuccess: (_saved, { view }) =>
      notify({
        text: t`Vista «${view.name}» cambiada`,
        undo: () => change.mutate({ view, fields: fieldsOf(view) }, { onError }),
      }),
    onSettled,
  });
  const remove = useMutation({
    mutationFn: (view: SavedView) => call(endpoints.views.remove, { params: { id: view.id } }),
    onMutate: (view) => {
      client.setQueryData(savedViewsOptions.queryKey, (all) => all?.filter((one) => one.id !== view.id));
    },
    onSuccess: (_none, view) =>
      notify({
        text: t`Vista «${view.name}» eliminada`,
        undo: () => create.mutate(fieldsOf(view), { onError }),
      }),
    onError,
    onSettled,
  });
  return { create, change, remove, onError };
}
