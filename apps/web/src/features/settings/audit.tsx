import type { AuditEntry, AuditVerification } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Download, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/ui/button.js';
import { SelectField, TextField } from '../../components/ui/field.js';
import { Time } from '../../components/ui/time.js';
import { call, endpoints } from '../../lib/api/index.js';
import { problemMessage } from '../../lib/api/problem-message.js';
import { download } from '../../lib/download.js';
import { notify } from '../../lib/notices.js';
import { AuditDetails } from './audit-details.js';
import { useAuditWords } from './audit-words.js';
import { DataList } from './resource/data-list.js';
import { useResourceList } from './resource/use-resource.js';
import { SectionHeader } from './section-header.js';

interface Filters {
  action: string;
  actor: string;
  after: string;
  before: string;
}
const NO_FILTERS: Filters = { action: '', actor: '', after: '', before: '' };

/** The beginning of a day of the reader, or of the one after it. */
function startOf(day: string, daysLater = 0): string {
  const date = new Date(`${day}T00:00`);
  date.setDate(date.getDate() + daysLater);
  return date.toISOString();
}

function queryOf({ action, actor, after, before }: Filters): Record<string, string> {
  return {
    ...(action && { action }),
    ...(actor && { actor }),
    ...(after && { after: startOf(after) }),
    ...(before && { before: startOf(before, 1) }),
  };
}

/** Who did what with accounts, permissions and settings; nobody can change it. */
export function Audit() {
  const { t, i18n } = useLingui();
  const [filters, setFilters] = useState(NO_FILTERS);
  const words = useAuditWords();
  const client = useQueryClient();
  const query = queryOf(filters);
  const list = useResourceList<AuditEntry>('audit', endpoints.audit.list, query);
  const failed = (error: unknown) => notify({ text: i18n._(problemMessage(error)), tone: 'danger' });
  const verify = useMutation({ mutationFn: () => call(endpoints.audit.verify), onError: failed });
  const save = useMutation({
    mutationFn: () =>
      download(`/tickets/api/audit/export/?${new URLSearchParams(query).toString()}`, 'audit.csv'),
    // The export itself is noted in the log.
    onSuccess: () => client.invalidateQueries({ queryKey: ['resource', 'audit'] }),
    onError: failed,
  });
  return (
    <>
      <SectionHeader
        title={t`Registro de auditoría`}
        intro={t`Inicios de sesión, permisos, ajustes, exportaciones y borrados. Solo se añade: cada línea lleva la huella de la anterior.`}
        action={
          <div className="flex flex-wrap gap-2">
            <Button icon={ShieldCheck} busy={verify.isPending} onClick={() => verify.mutate()}>
              {t`Comprobar`}
            </Button>
            <Button icon={Download} busy={save.isPending} onClick={() => save.mutate()}>
              {t`Exportar CSV`}
            </Button>
          </div>
        }
      />
      <p role="status" className="text-13 mb-4 empty:hidden">
        {verify.data && <Verdict {...verify.data} />}
      </p>
      <FilterBar filters={filters} onChange={setFilters} groups={words.groups} />
      <DataList<AuditEntry>
        label={t`Registro de auditoría`}
        list={list}
        empty={{ title: t`Sin resultados`, text: t`Nada coincide con estos filtros.` }}
        columns={[
          {
            id: 'action',
            header: t`Qué`,
            always: true,
            cell: (one) => (
              <>
                <span className="font-medium">{words.nameOf(one.action)}</span>
                <AuditDetails entry={one} />
                <span className="text-12 text-text-muted block md:hidden">
                  {one.actor.email} · <Time at={one.at} />
                </span>
              </>
            ),
          },
          {
            id: 'actor',
            header: t`Quién`,
            cell: (one) => (
              <span className="block [overflow-wrap:anywhere] md:min-w-44">{one.actor.email}</span>
            ),
          },
          {
            id: 'at',
            header: t`Cuándo`,
            cell: (one) => (
              <span className="whitespace-nowrap">
                <Time at={one.at} />
              </span>
            ),
          },
        ]}
      />
    </>
  );
}

function Verdict({ entries, broken_at: brokenAt, redacted }: AuditVerification) {
  const { t } = useLingui();
  return brokenAt === null ? (
    <span className="text-success">
      {t`La cadena está entera: ${entries} anotaciones.`}{' '}
      {redacted > 0 && t`Sin los datos de personas borradas: ${redacted}.`}
    </span>
  ) : (
    <span className="text-danger">{t`La cadena se rompe en la anotación ${brokenAt}.`}</span>
  );
}

function FilterBar({
  filters,
  onChange,
  groups,
}: {
  filters: Filters;
  onChange: (filters: Filters) => void;
  groups: readonly { value: string; label: string }[];
}) {
  const { t } = useLingui();
  const people = useQuery({
    queryKey: ['assignees'],
    queryFn: ({ signal }) => call(endpoints.departments.assignees, { signal }),
  });
  const set = (name: keyof Filters) => (event: { target: { value: string } }) =>
    onChange({ ...filters, [name]: event.target.value });
  return (
    <div className="mb-4 grid grid-cols-2 gap-3 md:grid-cols-4">
      <SelectField label={t`Qué`} value={filters.action} onChange={set('action')}>
        <option value="">{t`Todo`}</option>
        {groups.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
      <SelectField label={t`Quién`} value={filters.actor} onChange={set('actor')}>
        <option value="">{t`Cualquiera`}</option>
        {people.data?.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <TextField label={t`Desde`} type="date" value={filters.after} onChange={set('after')} />
      <TextField label={t`Hasta`} type="date" value={filters.before} onChange={set('before')} />
    </div>
  );
}
