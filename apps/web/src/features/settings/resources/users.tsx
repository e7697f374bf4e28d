import type { User } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { endpoints } from '../../../lib/api/index.js';
import { LOCALE_OPTIONS, useDepartmentOptions, useRoleOptions } from '../options.js';
import { ResourcePage } from '../resource/resource-page.js';
import type { FieldSpec } from '../resource/types.js';
import { type NamedOrganization, OrganizationField } from './organization-field.js';
import { ResetSecondFactor } from '../security/reset-second-factor.js';

const MIN_PASSWORD = 8;

export function Users() {
  const { t } = useLingui();
  const roles = useRoleOptions();
  const departments = useDepartmentOptions();
  const roleName = (role: string) => roles.find((one) => one.value === role)?.label ?? role;
  return (
    <ResourcePage<User>
      resource={{
        id: 'users',
        title: t`Usuarios`,
        intro: t`Clientes que piden ayuda, agentes que la dan y administradores. Quien escribe por correo por primera vez aparece aquí como cliente.`,
        addLabel: t`Nuevo usuario`,
        empty: {
          title: t`Sin usuarios`,
          text: t`Crea el primero, o espera a que alguien escriba por correo.`,
        },
        columns: [
          { id: 'name', header: t`Nombre`, always: true, cell: (one) => one.name || one.email },
          { id: 'email', header: t`Correo electrónico`, cell: (one) => one.email },
          { id: 'role', header: t`Rol`, always: true, cell: (one) => roleName(one.role) },
          { id: 'organization', header: t`Organización`, cell: (one) => one.organization?.name ?? '–' },
          {
            id: 'access',
            header: t`Acceso`,
            cell: (one) => (!one.active ? t`Desactivado` : one.can_access_ticketing ? t`Sí` : t`Sin tickets`),
          },
        ],
        searchLabel: t`Buscar por nombre o correo`,
        endpoints: endpoints.users,
        nameOf: (one) => one.name || one.email,
        initial: (one) => ({
          name: one?.name ?? '',
          email: one?.email ?? '',
          role: one?.role ?? 'customer',
          password: '',
          organization: one?.organization ?? null,
          departments: one?.departments.map(String) ?? [],
          locale: one?.locale ?? 'es',
          can_access_ticketing: one?.can_access_ticketing ?? true,
          active: one?.active ?? true,
        }),
        fields: ({ role }, one): FieldSpec[] => [
          { name: 'name', label: t`Nombre`, kind: 'text', required: true, maxLength: 200 },
          { name: 'email', label: t`Correo electrónico`, kind: 'email', required: true, maxLength: 254 },
          { name: 'role', label: t`Rol`, kind: 'select', required: true, options: roles },
          {
            name: 'password',
            label: one ? t`Nueva contraseña` : t`Contraseña`,
            kind: 'password',
            minLength: MIN_PASSWORD,
            hint: one ? t`Déjala vacía para no cambiarla.` : t`Al menos ${MIN_PASSWORD} caracteres.`,
          },
          ...(role === 'customer'
            ? [
                {
                  name: 'organization',
                  label: t`Organización`,
                  kind: 'custom' as const,
                  render: (value: unknown, onChange: (value: unknown) => void) => (
                    <OrganizationField value={value as NamedOrganization | null} onChange={onChange} />
                  ),
                },
              ]
            : [
                {
                  name: 'departments',
                  label: t`Departamentos`,
                  kind: 'checks' as const,
                  options: departments,
                },
              ]),
          { name: 'locale', label: t`Idioma`, kind: 'select', options: LOCALE_OPTIONS },
          {
            name: 'can_access_ticketing',
            label: t`Puede usar los tickets`,
            kind: 'checkbox',
            hint: t`Sin este permiso no ve la sección de soporte.`,
          },
          ...(one ? [{ name: 'active', label: t`Cuenta activa`, kind: 'checkbox' as const }] : []),
        ],
        toBody: ({ password, departments: ids, organization, active, ...rest }, one) => ({
          ...rest,
          ...(password !== '' && { password }),
          ...organizationOf(rest.role, organization as NamedOrganization | null | undefined),
          departments: rest.role === 'customer' ? [] : (ids as string[]).map(Number),
          ...(one && { active }),
        }),
        extra: (one) => <ResetSecondFactor userId={one.id} />,
      }}
    />
  );
}

/** Words that chose nothing leave it as it is. */
const organizationOf = (role: unknown, chosen: NamedOrganization | null | undefined) => {
  if (role !== 'customer') return { organization: null };
  return chosen === undefined ? {} : { organization: chosen?.id ?? null };
};
