import { useLingui } from '@lingui/react/macro';
import { type ComponentType, type LazyExoticComponent, Suspense, lazy } from 'react';
import { useParams } from 'react-router-dom';
import { classNames } from '../../components/ui/class-names.js';
import { EmptyState, Skeleton } from '../../components/ui/states.js';
import { useMe } from '../../lib/session.js';
import { ApiTokens } from './resources/api-tokens.js';
import { Profile } from './profile.js';
import { AllNav, OwnNav } from './settings-nav.js';

interface Section {
  /** Below `/settings/`. */
  path: string;
  label: string;
  Page: ComponentType | LazyExoticComponent<ComponentType>;
  /** Its items have pages of their own below it. */
  hasPages?: boolean;
}
interface Group {
  label: string;
  sections: Section[];
}

const Security = lazy(async () => ({
  default: (await import('./security/security-page.js')).SecurityPage,
}));
const TenantSecurity = lazy(async () => ({
  default: (await import('./security/tenant-security.js')).TenantSecurity,
}));
const IdentityProviders = lazy(async () => ({
  default: (await import('./resources/identity-providers.js')).IdentityProviders,
}));
const TrustedIssuers = lazy(async () => ({
  default: (await import('./resources/trusted-issuers.js')).TrustedIssuers,
}));
const Departments = lazy(async () => ({ default: (await import('./resources/departments.js')).Departments }));
const Users = lazy(async () => ({ default: (await import('./resources/users.js')).Users }));
const Organizations = lazy(async () => ({
  default: (await import('./resources/organizations.js')).Organizations,
}));
const Plans = lazy(async () => ({ default: (await import('./resources/plans.js')).Plans }));
const SlaPolicies = lazy(async () => ({
  default: (await import('./sla/policies.js')).SlaPolicies,
}));
const MailAccounts = lazy(async () => ({
  default: (await import('./resources/mail-accounts.js')).MailAccounts,
}));
const CannedReplies = lazy(async () => ({
  default: (await import('./resources/canned-replies.js')).CannedReplies,
}));
const Macros = lazy(async () => ({ default: (await import('./resources/macros.js')).Macros }));
const Tags = lazy(async () => ({ default: (await import('./tags.js')).Tags }));
const Webhooks = lazy(async () => ({ default: (await import('./resources/webhooks.js')).Webhooks }));
const Appearance = lazy(async () => ({
  default: (await import('./appearance/appearance.js')).Appearance,
}));
const MailTemplates = lazy(async () => ({
  default: (await import('./mail-templates/mail-templates.js')).MailTemplates,
}));
const MailLedger = lazy(async () => ({ default: (await import('./mail-ledger.js')).MailLedger }));
const Outbox = lazy(async () => ({ default: (await import('./outbox.js')).Outbox }));
const Audit = lazy(async () => ({ default: (await import('./audit.js')).Audit }));
const Privacy = lazy(async () => ({ default: (await import('./privacy.js')).Privacy }));
const TenantSettings = lazy(async () => ({ default: (await import('./tenant-settings.js')).TenantSettings }));

function useOwnGroup(): Group {
  const { t } = useLingui();
  return {
    label: t`Tu cuenta`,
    sections: [
      { path: '', label: t`Perfil`, Page: Profile },
      { path: 'security', label: t`Seguridad`, Page: Security },
      { path: 'api-tokens', label: t`Tokens de API`, Page: ApiTokens },
    ],
  };
}

export function OwnSettings() {
  return <Settings groups={[useOwnGroup()]} />;
}

export function AdminSettings() {
  const { t } = useLingui();
  const groups: Group[] = [
    useOwnGroup(),
    {
      label: t`Equipo y clientes`,
      sections: [
        { path: 'departments', label: t`Departamentos`, Page: Departments },
        { path: 'users', label: t`Usuarios`, Page: Users },
        { path: 'organizations', label: t`Organizaciones`, Page: Organizations },
        { path: 'plans', label: t`Planes`, Page: Plans },
      ],
    },
    {
      label: t`Acceso`,
      sections: [
        { path: 'sign-in', label: t`Inicio de sesión`, Page: TenantSecurity },
        { path: 'identity-providers', label: t`Proveedores de identidad`, Page: IdentityProviders },
        { path: 'trusted-issuers', label: t`Emisores de confianza`, Page: TrustedIssuers },
      ],
    },
    {
      label: t`Trabajo`,
      sections: [
        { path: 'sla', label: t`Políticas de SLA`, Page: SlaPolicies, hasPages: true },
        { path: 'canned-replies', label: t`Respuestas guardadas`, Page: CannedReplies },
        { path: 'macros', label: t`Macros`, Page: Macros },
        { path: 'tags', label: t`Etiquetas`, Page: Tags },
        { path: 'rules', label: t`Reglas`, Page: TenantSettings },
        { path: 'appearance', label: t`Apariencia`, Page: Appearance },
        { path: 'webhooks', label: t`Webhooks`, Page: Webhooks },
      ],
    },
    {
      label: t`Correo`,
      sections: [
        { path: 'mail', label: t`Cuentas de correo`, Page: MailAccounts },
        { path: 'mail-in', label: t`Correo entrante`, Page: MailLedger },
        { path: 'mail-out', label: t`Correo saliente`, Page: Outbox },
        { path: 'templates', label: t`Plantillas`, Page: MailTemplates, hasPages: true },
      ],
    },
    {
      label: t`Confianza`,
      sections: [
        { path: 'audit', label: t`Auditoría`, Page: Audit },
        { path: 'privacy', label: t`Datos y privacidad`, Page: Privacy },
      ],
    },
  ];
  return <Settings groups={groups} />;
}

function SectionSkeleton() {
  return (
    <div aria-busy="true">
      <Skeleton className="h-7 w-56" />
    </div>
  );
}

/** The one column of the customers' portal. */
const COLUMN = 'mx-auto w-full max-w-[45rem] px-4';

function Settings({ groups }: { groups: readonly Group[] }) {
  const { t } = useLingui();
  const inColumn = useMe().role === 'customer';
  const own = groups.length === 1 ? groups[0] : undefined;
  const path = (useParams()['*'] ?? '').replace(/\/$/, '');
  const current = groups
    .flatMap((group) => group.sections)
    .find((section) => section.path === path || (section.hasPages && path.startsWith(`${section.path}/`)));
  return (
    <main
      className={classNames(
        'flex min-h-0 flex-1 flex-col overflow-y-auto',
        !own && 'md:flex-row md:overflow-visible',
      )}
    >
      {own ? (
        <OwnNav group={own} current={current?.path} className={inColumn ? COLUMN : 'px-4'} />
      ) : (
        <AllNav groups={groups} current={current?.path} />
      )}
      <div
        className={classNames(
          'min-w-0 flex-1 py-6',
          inColumn ? COLUMN : 'px-4 md:px-8',
          !own && 'md:overflow-y-auto',
        )}
      >
        <div className="max-w-240">
          {current ? (
            <Suspense key={current.path} fallback={<SectionSkeleton />}>
              <current.Page />
            </Suspense>
          ) : (
            <EmptyState
              page
              title={t`Este ajuste no existe`}
            >{t`O solo lo ven los administradores.`}</EmptyState>
          )}
        </div>
      </div>
    </main>
  );
}
