import { useLingui } from '@lingui/react/macro';
import { call, endpoints } from '../../../lib/api/index.js';
import { FinderField } from '../finder-field.js';

export interface NamedOrganization {
  id: string;
  name: string;
}

/** The organisation of a customer, found by its name among however many there are. */
export function OrganizationField({
  value,
  onChange,
}: {
  value: NamedOrganization | null | undefined;
  onChange: (value: NamedOrganization | null | undefined) => void;
}) {
  const { t } = useLingui();
  return (
    <FinderField
      label={t`Organización`}
      hint={t`Escribe parte de su nombre y elígela; vacío, ninguna.`}
      foundLabel={t`Organizaciones encontradas`}
      nothing={t`Ninguna se llama así.`}
      optional={t`opcional`}
      unchosen={t`Elige una de la lista, o deja el campo vacío.`}
      queryKey={['resource', 'organizations', 'find']}
      find={async (search, signal) =>
        (await call(endpoints.organizations.list, { query: { search, limit: '6' }, signal })).results
      }
      nameOf={({ name }) => name}
      show={({ name }) => name}
      chosen={value}
      onChoose={onChange}
    />
  );
}
