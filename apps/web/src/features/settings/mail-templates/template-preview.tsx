import type { Locale, MailTemplateKind } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { classNames } from '../../../components/ui/class-names.js';
import { FormError, Skeleton } from '../../../components/ui/states.js';
import { call, endpoints } from '../../../lib/api/index.js';
import { fieldMessages, problemMessage } from '../../../lib/api/problem-message.js';
import { useBrand } from '../../../lib/brand.js';

/** The picture that comes with a mail, as its HTML calls it. */
const LOGO = 'cid:logo@noxdesk';

/** What a mail with these words looks like. @param words as JSON: what is typed, once it has come to rest */
export function TemplatePreview({
  kind,
  locale,
  words,
}: {
  kind: MailTemplateKind;
  locale: Locale;
  words: string;
}) {
  const { t, i18n } = useLingui();
  const { logo } = useBrand();
  const [as, setAs] = useState<'html' | 'text'>('html');
  const query = useQuery({
    queryKey: ['mail-template-preview', kind, locale, words],
    queryFn: ({ signal }) =>
      call(endpoints.mailTemplates.preview, {
        params: { kind, locale },
        body: JSON.parse(words) as { subject: string; body: string },
        signal,
      }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const refusals = Object.values(fieldMessages(query.error));
  return (
    <section aria-label={t`Vista previa`} className="min-w-0">
      <div className="mb-2 flex items-center justify-between gap-2">
        <h2 className="text-13 font-medium">{t`Vista previa`}</h2>
        <div role="group" aria-label={t`Formato`} className="border-line flex rounded-md border p-0.5">
          {(['html', 'text'] as const).map((kindOf) => (
            <button
              key={kindOf}
              type="button"
              aria-pressed={as === kindOf}
              onClick={() => setAs(kindOf)}
              className={classNames(
                'text-12 coarse:min-h-11 rounded px-2 py-0.5',
                as === kindOf ? 'bg-selected font-medium' : 'text-text-muted hover:text-text',
              )}
            >
              {kindOf === 'html' ? t`Con formato` : t`Solo texto`}
            </button>
          ))}
        </div>
      </div>
      {query.isError && (
        <div className="mb-2">
          <FormError>{refusals[0] ?? i18n._(problemMessage(query.error))}</FormError>
        </div>
      )}
      {query.isPending && <Skeleton className="h-96" />}
      {query.data && (
        <div className="border-line overflow-hidden rounded-lg border">
          <p className="border-line text-13 border-b px-4 py-2 font-medium">{query.data.subject}</p>
          {as === 'html' ? (
            <iframe
              title={t`El correo con formato`}
              sandbox=""
              srcDoc={query.data.html.replace(LOGO, logo ?? '')}
              className="block h-[36rem] w-full bg-[white]"
            />
          ) : (
            <pre className="h-[36rem] overflow-auto p-4 font-sans [overflow-wrap:anywhere] whitespace-pre-wrap">
              {query.data.text}
            </pre>
          )}
        </div>
      )}
    </section>
  );
}
