import type { DataExport, User } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { Download, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, IconButton } from '../../../components/ui/button.js';
import { FormError } from '../../../components/ui/states.js';
import { Time } from '../../../components/ui/time.js';
import { endpoints } from '../../../lib/api/index.js';
import { problemMessage } from '../../../lib/api/problem-message.js';
import { download } from '../../../lib/download.js';
import { notify } from '../../../lib/notices.js';
import { fileSize } from '../../../lib/time/format.js';
import { DataList } from '../resource/data-list.js';
import { useResourceCall, useResourceList } from '../resource/use-resource.js';
import { PersonField } from './person-field.js';
import { Section } from './section.js';

export const LOOK_AGAIN_MS = 2_000;
const ID = 'privacy-exports';

/** Reads a list anew for as long as something in it is under way. */
export function useLookAgain(id: string, isUnderWay: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!isUnderWay) return;
    const timer = setInterval(
      () => void client.invalidateQueries({ queryKey: ['resource', id] }),
      LOOK_AGAIN_MS,
    );
    return () => clearInterval(timer);
  }, [client, id, isUnderWay]);
}

/** Archives of everything about a person or the whole organisation. */
export function DataExports() {
  const { t, i18n } = useLingui();
  const [person, setPerson] = useState<User | null>(null);
  const list = useResourceList<DataExport>(ID, endpoints.privacy.exports);
  useLookAgain(
    ID,
    list.items.some(({ state }) => state === 'queued'),
  );
  const ask = useResourceCall<DataExport>(ID);
  const drop = useResourceCall<void>(ID);
  const failed = (error: unknown) => notify({ text: i18n._(problemMessage(error)), tone: 'danger' });
  const states: Record<DataExport['state'], string> = {
    queued: t`Preparándose`,
    ready: t`Lista`,
    failed: t`Falló`,
  };
  const request = (body: { user?: string }) => ask.mutate({ endpoint: endpoints.privacy.export, body });
  return (
    <Section
      title={t`Exportaciones`}
      text={t`Un archivo con todo lo que se sabe de una persona, o de toda la organización, con sus adjuntos. Se puede descargar durante una semana.`}
    >
      <div className="mb-5 flex max-w-120 flex-col gap-3">
        <PersonField person={person} onChoose={setPerson} />
        <div className="flex flex-wrap gap-2">
          <Button
            disabled={person === null}
            busy={ask.isPending}
            onClick={() => person && request({ user: person.id })}
          >
            {t`Exportar a esta persona`}
          </Button>
          <Button busy={ask.isPending} onClick={() => request({})}>
            {t`Exportar toda la organización`}
          </Button>
        </div>
        {ask.error && <FormError>{i18n._(problemMessage(ask.error))}</FormError>}
      </div>
      <DataList<DataExport>
        label={t`Exportaciones`}
        list={list}
        empty={{ title: t`Sin exportaciones`, text: t`Las que pidas aparecerán aquí.` }}
        columns={[
          {
            id: 'subject',
            header: t`De quién`,
            always: true,
            cell: (one) => one.subject?.name ?? t`Toda la organización`,
          },
          {
            id: 'state',
            header: t`Estado`,
            always: true,
            cell: (one) =>
              `${states[one.state]}${one.size === null ? '' : ` · ${fileSize(one.size, i18n.locale)}`}`,
          },
          { id: 'created', header: t`Pedida`, cell: (one) => <Time at={one.created_at} /> },
          {
            id: 'expires',
            header: t`Caduca`,
            cell: (one) => (one.expires_at ? <Time at={one.expires_at} /> : '–'),
          },
        ]}
        trailing={(one) => (
          <>
            {one.state === 'ready' && (
              <IconButton
                label={t`Descargar la exportación`}
                icon={Download}
                onClick={() =>
                  void download(
                    `/tickets/api/privacy/exports/${one.id}/download/`,
                    `noxdesk-${one.id}.tar.gz`,
                  ).catch(failed)
                }
              />
            )}
            <IconButton
              label={t`Borrar la exportación`}
              icon={Trash2}
              onClick={() =>
                drop.mutate(
                  { endpoint: endpoints.privacy.discard, params: { id: one.id } },
                  { onError: failed },
                )
              }
            />
          </>
        )}
      />
    </Section>
  );
}
