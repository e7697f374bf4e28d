import type { ApiToken } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { Time } from '../../../components/ui/time.js';
import { endpoints } from '../../../lib/api/index.js';
import { isAdmin, useMe } from '../../../lib/session.js';
import { ResourcePage } from '../resource/resource-page.js';
import type { FieldSpec } from '../resource/types.js';

type Created = ApiToken & { token?: string };

export function ApiTokens() {
  const { t } = useLingui();
  const me = useMe();
  const scopes = [
    { value: 'tickets:read', label: t`Leer tickets` },
    { value: 'tickets:write', label: t`Crear y responder tickets` },
    ...(isAdmin(me) ? [{ value: 'admin', label: t`Administrar` }] : []),
  ];
  const scopeName = (scope: string) => scopes.find((one) => one.value === scope)?.label ?? scope;
  return (
    <ResourcePage<Created>
      resource={{
        id: 'api-tokens',
        title: t`Tokens de API`,
        intro: t`Para que un programa use tu cuenta sin tu contraseña. Un token solo se muestra al crearlo.`,
        addLabel: t`Nuevo token`,
        empty: { title: t`Sin tokens`, text: t`Crea uno para conectar tus propias herramientas.` },
        columns: [
          { id: 'name', header: t`Nombre`, always: true, cell: (one) => one.name },
          { id: 'scopes', header: t`Permisos`, cell: (one) => one.scopes.map(scopeName).join(', ') },
          {
            id: 'used',
            header: t`Último uso`,
            always: true,
            cell: (one) => (one.last_used_at ? <Time at={one.last_used_at} /> : t`Nunca`),
          },
          {
            id: 'expires',
            header: t`Caduca`,
            cell: (one) => (one.expires_at ? <Time at={one.expires_at} /> : t`Nunca`),
          },
        ],
        endpoints: { ...endpoints.apiTokens, remove: endpoints.apiTokens.revoke },
        nameOf: (one) => one.name,
        initial: (one) => ({ name: one?.name ?? '', scopes: one?.scopes ?? ['tickets:read'], expires: '' }),
        fields: (_values, one): FieldSpec[] => [
          { name: 'name', label: t`Nombre`, kind: 'text', required: true, maxLength: 100 },
          ...(one
            ? []
            : [
                { name: 'scopes', label: t`Permisos`, kind: 'checks' as const, options: scopes },
                {
                  name: 'expires',
                  label: t`Caduca el`,
                  kind: 'date' as const,
                  hint: t`Vacío: no caduca.`,
                },
              ]),
        ],
        toBody: ({ name, scopes: chosen, expires }, one) =>
          one
            ? { name }
            : {
                name,
                scopes: chosen,
                ...(expires !== '' && { expires_at: new Date(`${String(expires)}T23:59:59`).toISOString() }),
              },
        secretOf: (created) => (created.token ? { label: t`Tu nuevo token`, value: created.token } : null),
      }}
    />
  );
}
