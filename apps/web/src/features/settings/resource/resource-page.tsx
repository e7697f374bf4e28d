import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../components/ui/button.js';
import { SectionHeader } from '../section-header.js';
import { DataList } from './data-list.js';
import { ResourceForm } from './resource-form.js';
import { SecretDialog } from './secret-dialog.js';
import type { Resource } from './types.js';
import { useResourceItem, useResourceList } from './use-resource.js';

/** The page of anything an admin keeps: a list, and a form at its side. */
export function ResourcePage<Item extends { id: string | number }>({
  resource,
}: {
  resource: Resource<Item>;
}) {
  const list = useResourceList<Item>(resource.id, resource.endpoints.list);
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
      <DataList
        label={resource.title}
        list={list}
        columns={resource.columns}
        empty={resource.empty}
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
