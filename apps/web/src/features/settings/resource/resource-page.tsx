import { useLingui } from '@lingui/react/macro';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../components/ui/button.js';
import { TextField } from '../../../components/ui/field.js';
import { useRestedText } from '../../../lib/use-rested-text.js';
import { SectionHeader } from '../section-header.js';
import { DataList } from './data-list.js';
import { ResourceForm } from './resource-form.js';
import { SecretDialog } from './secret-dialog.js';
import type { Resource } from './types.js';
import { useResourceItem, useResourceList } from './use-resource.js';

/** A list that fits the screen is read faster than searched. */
const SEARCHED_FROM = 12;
const REST_MS = 250;

function SearchField({ label, onSearch }: { label: string; onSearch: (words: string) => void }) {
  const { text, setText } = useRestedText('', onSearch, REST_MS);
  return (
    <div className="mb-3 max-w-80" role="search">
      <TextField
        hideLabel
        label={label}
        placeholder={label}
        type="search"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </div>
  );
}

/** The page of anything an admin keeps: a list, and a form at its side. */
export function ResourcePage<Item extends { id: string | number }>({
  resource,
}: {
  resource: Resource<Item>;
}) {
  const [search, setSearch] = useState('');
  const list = useResourceList<Item>(resource.id, resource.endpoints.list, search ? { search } : undefined);
  const { t } = useLingui();
  const [editing, setEditing] = useState<Item | 'new' | null>(null);
  const [secret, setSecret] = useState<{ label: string; value: string } | null>(null);
  const opened = editing === 'new' ? null : editing;
  const full = useResourceItem<Item>(resource.id, resource.endpoints.get, opened?.id);
  const item = resource.endpoints.get ? full.data : opened;
  const ready = editing === 'new' || (editing !== null && item);
  return (
    <>
      <SectionHeader
        title={resource.title}
        intro={resource.intro}
        action={
          <Button variant="primary" icon={Plus} onClick={() => setEditing('new')}>
            {resource.addLabel}
          </Button>
        }
      />
      {resource.searchLabel && (search !== '' || list.items.length >= SEARCHED_FROM) && (
        <SearchField label={resource.searchLabel} onSearch={setSearch} />
      )}
      <DataList
        label={resource.title}
        list={list}
        columns={resource.columns}
        empty={
          search ? { title: t`Sin resultados`, text: t`Nada coincide con «${search}».` } : resource.empty
        }
        onOpen={setEditing}
      />
      {ready && (
        <ResourceForm
          key={opened?.id ?? 'new'}
          resource={resource}
          item={opened ? (item ?? opened) : null}
          onClose={() => setEditing(null)}
          onCreated={(created) => setSecret(resource.secretOf?.(created) ?? null)}
        />
      )}
      {secret && <SecretDialog {...secret} onClose={() => setSecret(null)} />}
    </>
  );
}
