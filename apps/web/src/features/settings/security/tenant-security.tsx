import type { UserRole } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CheckboxField } from '../../../components/ui/field.js';
import { ErrorState, FormError, Skeleton } from '../../../components/ui/states.js';
import { call, endpoints } from '../../../lib/api/index.js';
import { problemMessage } from '../../../lib/api/problem-message.js';
import { notify } from '../../../lib/notices.js';
import { useRoleOptions } from '../options.js';
import { SectionHeader } from '../section-header.js';

const KEY = ['security'];

/** Who has to have a second factor. */
export function TenantSecurity() {
  const { t, i18n } = useLingui();
  const client = useQueryClient();
  const roles = useRoleOptions();
  const query = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => call(endpoints.tenantSecurity.get, { signal }),
  });
  const save = useMutation({
    mutationFn: (second_factor_roles: UserRole[]) =>
      call(endpoints.tenantSecurity.change, { body: { second_factor_roles } }),
    onSuccess: (saved) => {
      client.setQueryData(KEY, saved);
      notify({ text: t`Guardado` });
    },
  });
  const asked = query.data?.second_factor_roles ?? [];
  return (
    <>
      <SectionHeader
        title={t`Inicio de sesión`}
        intro={t`Quién tiene que entrar con un segundo factor. Quien no lo tenga solo podrá configurarlo, también en las sesiones ya abiertas.`}
      />
      {query.isPending && <Skeleton className="h-24 max-w-120" />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <fieldset className="flex max-w-120 flex-col gap-2.5" disabled={save.isPending}>
          <legend className="text-13 mb-2 font-medium">{t`Exigir un segundo factor a`}</legend>
          {roles.map(({ value, label }) => (
            <CheckboxField
              key={value}
              label={label}
              checked={asked.includes(value as UserRole)}
              onChange={(event) =>
                save.mutate(
                  event.target.checked
                    ? [...asked, value as UserRole]
                    : asked.filter((role) => role !== value),
                )
              }
            />
          ))}
        </fieldset>
      )}
      {save.error && <FormError>{i18n._(problemMessage(save.error))}</FormError>}
    </>
  );
}
