import type { TagCount } from '@noxdesk/contracts';
import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router-dom';
import { Button, IconButton } from '../../components/ui/button.js';
import { TextField } from '../../components/ui/field.js';
import { EmptyState, ErrorState, Skeleton } from '../../components/ui/states.js';
import { call, endpoints } from '../../lib/api/index.js';
import { problemMessage } from '../../lib/api/problem-message.js';
import { notify } from '../../lib/notices.js';
import { plainText } from '../../lib/plain-text.js';
import { tagsOptions } from '../../lib/tickets/tags.js';
import { SectionHeader } from './section-header.js';

/** The tags in use: renamed, put together and taken off everywhere at once. */
export function Tags() {
  const { t } = useLingui();
  const { data, error, isPending, refetch } = useQuery({ ...tagsOptions, staleTime: 0 });
  const [filter, setFilter] = useState('');
  const shown = (data ?? []).filter(({ name }) => plainText(name).includes(plainText(filter.trim())));
  return (
    <>
      <SectionHeader
        title={t`Etiquetas`}
        intro={t`Nacen al ponerlas en un ticket. Al dar a una el nombre de otra, las dos se hacen una.`}
      />
      {isPending && (
        <div aria-busy="true">
          <Skeleton className="h-40" />
        </div>
      )}
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 && (
        <EmptyState title={t`Sin etiquetas`}>{t`Aparecerán aquí cuando un ticket lleve alguna.`}</EmptyState>
      )}
      {data && data.length > 0 && (
        <>
          <div className="mb-3 max-w-72">
            <TextField
              label={t`Filtrar etiquetas`}
              hideLabel
              placeholder={t`Filtrar etiquetas`}
              value={filter}
              onChange={(event) => setFilter(event.target.value)}
            />
          </div>
          <ul className="border-line border-t">
            {shown.map((tag) => (
              <TagRow key={tag.name} tag={tag} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function TagRow({ tag }: { tag: TagCount }) {
  const { t, i18n } = useLingui();
  const client = useQueryClient();
  const [editing, setEditing] = useState(false);
  const [sure, setSure] = useState(false);
  const onError = (error: unknown) => notify({ text: i18n._(problemMessage(error)), tone: 'danger' });
  const onSuccess = async ({ tickets }: { tickets: number }) => {
    notify({ text: plural(tickets, { one: '# ticket cambiado', other: '# tickets cambiados' }) });
    await client.invalidateQueries({ queryKey: ['tags'] });
    void client.invalidateQueries({ queryKey: ['tickets'] });
  };
  const rename = useMutation({
    mutationFn: (to: string) => call(endpoints.tags.change, { body: { from: tag.name, to } }),
    onSuccess,
    onError,
  });
  const remove = useMutation({
    mutationFn: () => call(endpoints.tags.remove, { body: { name: tag.name } }),
    onSuccess,
    onError,
  });
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const to = String(new FormData(event.currentTarget).get('name')).trim();
    setEditing(false);
    if (to && to !== tag.name) rename.mutate(to);
  }
  return (
    <li className="border-line flex min-h-11 items-center gap-3 border-b py-1">
      {editing ? (
        <form onSubmit={submit} className="flex min-w-0 flex-1 items-center gap-2">
          <input
            name="name"
            aria-label={t`Nombre de la etiqueta`}
            defaultValue={tag.name}
            maxLength={50}
            required
            autoFocus
            onKeyDown={(event) => event.key === 'Escape' && setEditing(false)}
            className="border-line-strong bg-surface-raised text-13 coarse:text-16 h-8 min-w-0 flex-1 rounded-md border px-2"
          />
          <Button type="submit" size="small" variant="primary">{t`Guardar`}</Button>
        </form>
      ) : (
        <span className="min-w-0 flex-1 truncate font-medium">{tag.name}</span>
      )}
      <Link
        to={`/?tag=${encodeURIComponent(tag.name)}`}
        className="text-12 text-text-muted shrink-0 underline-offset-2 hover:underline"
      >
        {plural(tag.tickets, { one: '# ticket', other: '# tickets' })}
      </Link>
      {!editing && (
        <Button size="small" variant="quiet" onClick={() => setEditing(true)}>
          {t`Cambiar el nombre`}
          <span className="sr-only"> {tag.name}</span>
        </Button>
      )}
      {sure ? (
        <Button size="small" variant="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
          {t`Quitar de todos`}
        </Button>
      ) : (
        <IconButton label={t`Eliminar ${tag.name}`} icon={Trash2} onClick={() => setSure(true)} />
      )}
    </li>
  );
}
