import { type MailTemplate, type MailTemplateKind } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router-dom';
import { EmptyState, ErrorState, Skeleton } from '../../../components/ui/states.js';
import { call, endpoints } from '../../../lib/api/index.js';
import { SectionHeader } from '../section-header.js';
import { KINDS } from './kinds.js';
import { TemplateEditor } from './template-editor.js';

export const TEMPLATES_KEY = ['mail-templates'];

/** The words of mails: a list of their kinds, or one of them (`templates/<kind>/<locale>/` below the settings). */
export function MailTemplates() {
  const { t } = useLingui();
  const [, kind, locale] = (useParams()['*'] ?? '').replace(/\/$/, '').split('/');
  const query = useQuery({
    queryKey: TEMPLATES_KEY,
    queryFn: ({ signal }) => call(endpoints.mailTemplates.list, { signal }),
    staleTime: Infinity,
  });
  if (query.isPending) return <Skeleton className="h-96" />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (kind === undefined) return <TemplateList templates={query.data} />;
  const found = query.data.find((one) => one.kind === kind && one.locale === locale);
  if (!found) return <EmptyState page title={t`Esta plantilla no existe`} />;
  return <TemplateEditor key={`${kind}/${locale}`} template={found} />;
}

function TemplateList({ templates }: { templates: readonly MailTemplate[] }) {
  const { t, i18n } = useLingui();
  return (
    <>
      <SectionHeader
        title={t`Plantillas`}
        intro={t`Las palabras de cada correo, en cada idioma. Quien lo recibe lo lee en el suyo.`}
      />
      <ul className="border-line border-t">
        {(Object.keys(KINDS) as MailTemplateKind[]).map((kind) => (
          <li
            key={kind}
            className="border-line flex flex-wrap items-center gap-x-4 gap-y-1 border-b py-2 md:flex-nowrap"
          >
            <div className="min-w-0 flex-1 basis-full md:basis-auto">
              <p className="font-medium">{i18n._(KINDS[kind].label)}</p>
              <p className="text-12 text-text-muted">{i18n._(KINDS[kind].when)}</p>
            </div>
            {templates
              .filter((one) => one.kind === kind)
              .map(({ locale, customised }) => (
                <Link
                  key={locale}
                  to={`/settings/templates/${kind}/${locale}/`}
                  aria-label={`${i18n._(KINDS[kind].label)}: ${languageName(locale)}`}
                  className="hover:bg-hover border-line coarse:min-h-11 inline-flex h-8 items-center gap-2 rounded-md border px-3"
                >
                  {languageName(locale)}
                  {customised && <span className="text-12 text-accent">{t`propia`}</span>}
                </Link>
              ))}
          </li>
        ))}
      </ul>
    </>
  );
}

export const languageName = (locale: string): string => (locale === 'es' ? 'Español' : 'English');
