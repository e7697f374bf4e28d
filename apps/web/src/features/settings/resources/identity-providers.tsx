import type { GroupMapping, IdentityProvider } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { TextField } from '../../../components/ui/field.js';
import { endpoints } from '../../../lib/api/index.js';
import { useDepartmentOptions, useRoleOptions } from '../options.js';
import { ResourcePage } from '../resource/resource-page.js';
import { GroupMappingsField } from './group-mappings-field.js';

const words = (text: unknown) =>
  String(text ?? '')
    .split(/[\s,]+/)
    .filter(Boolean);

export function IdentityProviders() {
  const { t } = useLingui();
  const roles = useRoleOptions();
  const departments = useDepartmentOptions();
  return (
    <ResourcePage<IdentityProvider>
      resource={{
        id: 'identity-providers',
        title: t`Proveedores de identidad`,
        intro: t`Tu gente entra con la cuenta que ya tiene (OpenID Connect): Microsoft, Google, Keycloak y otros.`,
        addLabel: t`Nuevo proveedor`,
        empty: {
          title: t`Sin proveedores`,
          text: t`Añade uno y su botón aparecerá en la página de inicio de sesión.`,
        },
        columns: [
          { id: 'name', header: t`Nombre`, always: true, cell: (one) => one.name },
          { id: 'issuer', header: t`Emisor`, cell: (one) => one.issuer },
          { id: 'enabled', header: t`Activo`, always: true, cell: (one) => (one.enabled ? t`Sí` : t`No`) },
        ],
        endpoints: endpoints.identityProviders,
        nameOf: (one) => one.name,
        initial: (one) => ({
          name: one?.name ?? '',
          issuer: one?.issuer ?? '',
          client_id: one?.client_id ?? '',
          client_secret: '',
          scopes: (one?.scopes ?? ['openid', 'email', 'profile']).join(' '),
          email_domains: (one?.email_domains ?? []).join(', '),
          groups_claim: one?.groups_claim ?? 'groups',
          mappings: one?.mappings ?? [],
          creates_users: one?.creates_users ?? true,
          links_by_email: one?.links_by_email ?? true,
          vouches: one?.vouches ?? false,
          enabled: one?.enabled ?? true,
        }),
        fields: (_values, one) => [
          {
            name: 'name',
            label: t`Nombre`,
            kind: 'text',
            required: true,
            maxLength: 100,
            hint: t`Se lee en el botón.`,
          },
          {
            name: 'issuer',
            label: t`Emisor`,
            kind: 'url',
            required: true,
            hint: t`La dirección que termina donde empieza /.well-known/openid-configuration.`,
          },
          { name: 'client_id', label: t`Id. de cliente`, kind: 'text', required: true, maxLength: 500 },
          {
            name: 'client_secret',
            label: t`Secreto de cliente`,
            kind: 'password',
            hint: one?.has_client_secret ? t`Vacío: se queda el que hay.` : undefined,
          },
          { name: 'scopes', label: t`Ámbitos`, kind: 'text', hint: t`Separados por espacios.` },
          {
            name: 'email_domains',
            label: t`Dominios de correo`,
            kind: 'text',
            hint: t`Solo se creen las direcciones de estos dominios. Vacío: de cualquiera.`,
          },
          { name: 'groups_claim', label: t`Dato con los grupos`, kind: 'text', required: true },
          {
            name: 'mappings',
            label: t`Grupos`,
            kind: 'custom',
            render: (value, onChange) => (
              <GroupMappingsField
                value={value as GroupMapping[]}
                onChange={onChange}
                roles={roles}
                departments={departments}
              />
            ),
          },
          {
            name: 'creates_users',
            label: t`Crear cuentas`,
            kind: 'checkbox',
            hint: t`A quien entra por primera vez.`,
          },
          {
            name: 'links_by_email',
            label: t`Enlazar por correo`,
            kind: 'checkbox',
            hint: t`Una dirección que el proveedor ha verificado es la de la cuenta que ya existe aquí.`,
          },
          {
            name: 'vouches',
            label: t`Ya pide un segundo factor`,
            kind: 'checkbox',
            hint: t`Aquí no se vuelve a pedir.`,
          },
          { name: 'enabled', label: t`Activo`, kind: 'checkbox' },
        ],
        toBody: ({ client_secret: secret, scopes, email_domains: domains, ...rest }) => ({
          ...rest,
          scopes: words(scopes),
          email_domains: words(domains),
          ...(secret !== '' && { client_secret: secret }),
        }),
        extra: (one) => (
          <TextField
            label={t`Dirección de retorno`}
            hint={t`Regístrala en el proveedor.`}
            readOnly
            value={one.redirect_uri}
            className="font-mono"
            onFocus={(event) => event.target.select()}
          />
        ),
      }}
    />
  );
}
