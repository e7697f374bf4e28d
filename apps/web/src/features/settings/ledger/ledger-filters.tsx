import type { MailAccount } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import { useSearchParams } from 'react-router-dom';
import { Button } from '../../../components/ui/button.js';
import { SelectField, TextField } from '../../../components/ui/field.js';
import { endpoints } from '../../../lib/api/index.js';
import { useRestedText } from '../../../lib/use-rested-text.js';
import { useResourceList } from '../resource/use-resource.js';
import { LEDGER_FILTERS, type LedgerFilter } from './ledger-query.js';
import { useLedgerStates } from './ledger-states.js';

const REST_MS = 300;

/** Conditions of the list of mails; they stand in the address, so that a link shows the same. */
export function LedgerFilters() {
  const { t } = useLingui();
  const [search, setSearch] = useSearchParams();
  const accounts = useResourceList<MailAccount>('mail-accounts', endpoints.mailAccounts.list);
  const states = useLedgerStates();
  const set = (name: LedgerFilter, value: string) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  const { text, setText } = useRestedText(search.get('q') ?? '', (rested) => set('q', rested), REST_MS);
  const value = (name: LedgerFilter) => search.get(name) ?? '';
  const isFiltered = LEDGER_FILTERS.some((name) => search.has(name));
  return (
    <div className="mb-4 grid grid-cols-2 items-end gap-3 md:grid-cols-6">
      <div className="col-span-2">
        <TextField
          type="search"
          label={t`Buscar`}
          placeholder={t`Remitente, asunto o <Message-ID>`}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <SelectField
        label={t`Estado`}
        value={value('state')}
        onChange={(event) => set('state', event.target.value)}
      >
        <option value="">{t`Cualquiera`}</option>
        <option value="quarantined,failed">{t`Por resolver`}</option>
        {Object.entries(states).map(([state, label]) => (
          <option key={state} value={state}>
            {label}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t`Cuenta`}
        value={value('account')}
        onChange={(event) => set('account', event.target.value)}
      >
        <option value="">{t`Todas`}</option>
        {accounts.items.map(({ id, address }) => (
          <option key={id} value={id}>
            {address}
          </option>
        ))}
      </SelectField>
      <TextField
        type="date"
        label={t`Desde`}
        value={value('after')}
        onChange={(event) => set('after', event.target.value)}
      />
      <TextField
        type="date"
        label={t`Hasta`}
        value={value('before')}
        onChange={(event) => set('before', event.target.value)}
      />
      {isFiltered && (
        <Button
          size="small"
          variant="quiet"
          icon={X}
          className="justify-self-start"
          onClick={() => setSearch({}, { replace: true })}
        >
          {t`Quitar filtros`}
        </Button>
      )}
    </div>
  );
}
