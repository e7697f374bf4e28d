import type { User } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { call, endpoints } from '../../../lib/api/index.js';
import { FinderField } from '../finder-field.js';

/** Finds a person by name or address; choosing one fills the field. */
export function PersonField({
  person,
  onChoose,
}: {
  person: User | null;
  onChoose: (person: User | null) => void;
}) {
  const { t } = useLingui();
  return (
    <FinderField
      label={t`Persona`}
      hint={t`Nombre o correo electrónico.`}
      foundLabel={t`Personas encontradas`}
      nothing={t`Nadie se llama así.`}
      queryKey={['resource', 'users', 'find']}
      find={async (search, signal) =>
        (await call(endpoints.users.list, { query: { search, limit: '6' }, signal })).results
      }
      nameOf={(one) => `${one.name} · ${one.email}`}
      show={(one) => (
        <>
          {one.name} <span className="text-text-muted">{one.email}</span>
        </>
      )}
      chosen={person}
      onChoose={(one) => onChoose(one ?? null)}
    />
  );
}
