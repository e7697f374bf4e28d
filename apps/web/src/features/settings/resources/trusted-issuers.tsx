import type { TrustedIssuer } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { endpoints } from '../../../lib/api/index.js';
import { usePlanOptions, useRoleOptions } from '../options.js';
import { ResourcePage } from '../resource/resource-page.js';
import type { Values } from '../resource/types.js';
import { toPairs, toValueMap, type ValueMap, ValueMapField } from './value-map-field.js';

const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
].map((value) => ({ value, label: value }));
const CLAIMS = [
  'email',
  'email_verified',
  'name',
  'locale',
  'access',
  'role',
  'organization',
  'organization_name',
  'plan',
] as const;
const DEFAULTS: Record<(typeof CLAIMS)[number], string> = {
  email: 'email',
  email_verified: '',
  name: 'name',
  locale: 'locale',
  access: 'can_access_ticketing',
  role: '',
  organization: '',
  organization_name: '',
  plan: '',
};

export function TrustedIssuers() {
  const { t } = useLingui();
  const roles = useRoleOptions();
  const plans = usePlanOptions();
  const labels: Record<(typeof CLAIMS)[number], string> = {
    email: t`Dato con el correo`,
    email_verified: t`Dato que dice si el correo está verificado`,
    name: t`Dato con el nombre`,
    locale: t`Dato con el idioma`,
    access: t`Dato con el permiso can_access_ticketing`,
    role: t`Dato con el rol`,
    organization: t`Dato con el id. de la organización`,
    organization_name: t`Dato con el nombre de la organización`,
    plan: t`Dato con el plan`,
  };
  const hints: Partial<Record<(typeof CLAIMS)[number], string>> = {
    email: t`Un punto entra en un objeto, como user.email.`,
    email_verified: t`Si lo nombras, tiene que ser true para que la dirección valga.`,
    role: t`Sin él, todos son clientes.`,
    plan: t`El plan de su organización, y con él sus plazos.`,
  };
  return (
    <ResourcePage<TrustedIssuer>
      resource={{
        id: 'trusted-issuers',
        title: t`Emisores de confianza`,
        intro: t`Un panel que ya conoce a sus usuarios firma sus tokens, y NoxDesk los acepta: crea la cuenta la primera vez y respeta su permiso y su plan.`,
        addLabel: t`Nuevo emisor`,
        empty: {
          title: t`Sin emisores`,
          text: t`Añade tu panel de hosting para que sus clientes entren sin otra contraseña.`,
        },
        columns: [
          { id: 'name', header: t`Nombre`, always: true, cell: (one) => one.name },
          { id: 'issuer', header: t`Emisor`, cell: (one) => one.issuer },
          { id: 'enabled', header: t`Activo`, always: true, cell: (one) => (one.enabled ? t`Sí` : t`No`) },
        ],
        endpoints: endpoints.trustedIssuers,
        nameOf: (one) => one.name,
        initial: (one) => ({
          name: one?.name ?? '',
          issuer: one?.issuer ?? '',
          audience: one?.audience ?? 'noxdesk',
          jwks_url: one?.jwks_url ?? '',
          public_key: one?.keys ? JSON.stringify({ keys: one.keys }, null, 2) : '',
          algorithms: one?.algorithms ?? ['RS256', 'ES256', 'EdDSA'],
          ...Object.fromEntries(
            CLAIMS.map((name) => [`claims.${name}`, one ? (one.claims[name] ?? '') : DEFAULTS[name]]),
          ),
          roles: toValueMap(one?.roles),
          plans: toValueMap(one?.plans),
          links_by_email: one?.links_by_email ?? false,
          enabled: one?.enabled ?? true,
        }),
        fields: () => [
          { name: 'name', label: t`Nombre`, kind: 'text', required: true, maxLength: 100 },
          { name: 'issuer', label: t`Emisor (iss)`, kind: 'text', required: true, maxLength: 500 },
          { name: 'audience', label: t`Destinatario (aud)`, kind: 'text', required: true, maxLength: 500 },
          {
            name: 'jwks_url',
            label: t`Dirección de las claves (JWKS)`,
            kind: 'url',
            hint: t`O pega abajo una clave pública.`,
          },
          {
            name: 'public_key',
            label: t`Clave pública`,
            kind: 'textarea',
            hint: t`PEM, JWK o un conjunto JWK.`,
          },
          { name: 'algorithms', label: t`Algoritmos`, kind: 'checks', options: ALGORITHMS },
          ...CLAIMS.map((name) => ({
            name: `claims.${name}`,
            label: labels[name],
            kind: 'text' as const,
            maxLength: 200,
            hint: hints[name],
          })),
          {
            name: 'roles',
            label: t`Qué significa cada rol`,
            kind: 'custom',
            render: (value, onChange) => (
              <ValueMapField
                legend={t`Qué significa cada rol`}
                hint={t`Quien trae otro valor, o ninguno, es cliente.`}
                meaning={t`Rol`}
                options={roles}
                value={value as ValueMap}
                onChange={onChange}
              />
            ),
          },
          {
            name: 'plans',
            label: t`Qué significa cada plan`,
            kind: 'custom',
            render: (value, onChange) => (
              <ValueMapField
                legend={t`Qué significa cada plan`}
                hint={t`Otro valor se busca por el nombre del plan.`}
                meaning={t`Plan`}
                options={plans}
                value={value as ValueMap}
                onChange={onChange}
              />
            ),
          },
          {
            name: 'links_by_email',
            label: t`Enlazar por correo`,
            kind: 'checkbox',
            hint: t`Solo si el emisor verifica las direcciones: le da acceso a las cuentas que ya existen con ellas.`,
          },
          { name: 'enabled', label: t`Activo`, kind: 'checkbox' },
        ],
        toBody,
      }}
    />
  );
}

function toBody(values: Values): object {
  const text = (name: string) => String(values[name] ?? '').trim();
  const claims = Object.fromEntries(
    CLAIMS.flatMap((name) => (text(`claims.${name}`) ? [[name, text(`claims.${name}`)]] : [])),
  );
  return {
    name: values.name,
    issuer: values.issuer,
    audience: values.audience,
    jwks_url: text('jwks_url') || null,
    public_key: text('public_key') || null,
    algorithms: values.algorithms,
    claims,
    roles: toPairs(values.roles as ValueMap),
    plans: toPairs(values.plans as ValueMap),
    links_by_email: values.links_by_email,
    enabled: values.enabled,
  };
}
