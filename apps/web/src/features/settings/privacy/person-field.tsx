import type { User } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { TextField } from '../../../components/ui/field.js';
import { call, endpoints } from '../../../lib/api/index.js';
import { useRestedText } from '../../../lib/use-rested-text.js';

const REST_MS = 250;

/** Finds a person by name or address; choosing one fills the field. */
export function PersonField({
  person,
  onChoose,
}: {
  person: User | null;
  onChoose: (person: User | null) => void;
}) {
  const { t } = useLingui();
  const [words, setWords] = useState('');
  const { text, setText } = useRestedText(words, setWords, REST_MS);
  const found = useQuery({
    queryKey: ['resource', 'users', 'find', words],
    enabled: words !== '' && person === null,
    queryFn: ({ signal }) => call(endpoints.users.list, { query: { search: words, limit: '6' }, signal }),
  });
  return (
    <div>
      <TextField
        label={t`Persona`}
        value={person ? `${person.name} · ${person.email}` : text}
        onChange={(event) => {
          onChoose(null);
          setText(event.target.value);
        }}
        autoComplete="off"
        hint={t`Nombre o correo electrónico.`}
      />
      {!person && found.data && (
        <ul
          aria-label={t`Personas encontradas`}
          className="border-line divide-line mt-1 divide-y rounded-md border"
        >
          {found.data.results.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                onClick={() => onChoose(one)}
                className="hover:bg-hover coarse:min-h-11 w-full px-2.5 py-1.5 text-left"
              >
                {one.name} <span className="text-text-muted">{one.email}</span>
              </button>
            </li>
          ))}
          {found.data.results.length === 0 && (
            <li className="text-text-muted px-2.5 py-1.5">{t`Nadie se llama así.`}</li>
          )}
        </ul>
      )}
    </div>
  );
}
