import type { SlaPolicy } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { Button } from '../../../components/ui/button.js';
import { SAVED } from '../unsaved.js';
import { endpoints } from '../../../lib/api/index.js';
import { problemMessage } from '../../../lib/api/problem-message.js';
import { notify } from '../../../lib/notices.js';
import { useResourceCall } from '../resource/use-resource.js';

/** Deleting cannot be undone, so it asks first, where it was pressed. */
export function PolicyRemoval({ policy }: { policy: SlaPolicy }) {
  const { t, i18n } = useLingui();
  const navigate = useNavigate();
  const [asked, setAsked] = useState(false);
  const remove = useResourceCall<void>('sla-policies');
  if (!asked) return <Button variant="danger" onClick={() => setAsked(true)}>{t`Eliminar`}</Button>;
  const removeNow = () =>
    remove.mutate(
      { endpoint: endpoints.slaPolicies.remove, params: { id: policy.id } },
      {
        onSuccess: () => {
          notify({ text: t`Eliminado: ${policy.name}` });
          void navigate('/settings/sla/', { state: SAVED });
        },
        onError: (error) => {
          notify({ text: i18n._(problemMessage(error)) });
          setAsked(false);
        },
      },
    );
  return (
    <>
      <span>{t`¿Eliminar? No se puede deshacer.`}</span>
      <Button onClick={() => setAsked(false)}>{t`Volver`}</Button>
      <Button variant="danger" busy={remove.isPending} onClick={removeNow}>
        {t`Eliminar`}
      </Button>
    </>
  );
}
