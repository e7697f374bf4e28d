import { useLingui } from '@lingui/react/macro';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '../../../components/ui/button.js';
import { Dialog } from '../../../components/ui/dialog.js';
import { FormError } from '../../../components/ui/states.js';
import { UnsavedGuard } from '../unsaved.js';
import { fieldMessages, problemMessage } from '../../../lib/api/problem-message.js';
import { notify } from '../../../lib/notices.js';
import { sameValue } from '../../../lib/tickets/same-value.js';
import { FieldControl } from './field-control.js';
import type { Resource, Values } from './types.js';
import { useResourceCall } from './use-resource.js';

interface ResourceFormProps<Item extends { id: string | number }> {
  resource: Resource<Item>;
  /** null: a new one. */
  item: Item | null;
  onClose: () => void;
  onCreated: (item: Item) => void;
}

type Question = 'discard' | 'remove' | null;

/** The form of one item at the side. It asks before it loses what was typed, and before what cannot be undone. */
export function ResourceForm<Item extends { id: string | number }>({
  resource,
  item,
  onClose,
  onCreated,
}: ResourceFormProps<Item>) {
  const { t, i18n } = useLingui();
  const id = useId();
  const [start] = useState(() => resource.initial(item));
  const [values, setValues] = useState<Values>(start);
  const [question, setQuestion] = useState<Question>(null);
  const save = useResourceCall<Item>(resource.id);
  const remove = useResourceCall<void>(resource.id);
  const dirty = !sameValue(values, start);
  const error = save.error ?? remove.error;
  const messages = fieldMessages(error);
  const name = item ? resource.nameOf(item) : resource.addLabel;
  const { endpoints } = resource;

  function close(): void {
    if (dirty && question !== 'discard') setQuestion('discard');
    else onClose();
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    const body = resource.toBody(values, item);
    const request = item
      ? { endpoint: endpoints.change, params: { id: item.id }, body }
      : { endpoint: endpoints.create, body };
    save.mutate(request, {
      onSuccess: (saved) => {
        notify({ text: t`Guardado` });
        onClose();
        if (!item) onCreated(saved);
      },
    });
  }
  function removeNow(): void {
    if (!item) return;
    remove.mutate(
      { endpoint: endpoints.remove, params: { id: item.id } },
      {
        onSuccess: () => {
          notify({ text: t`Eliminado: ${name}` });
          onClose();
        },
        onError: () => setQuestion(null),
      },
    );
  }

  const footer = question ? (
    <>
      <p className="mr-auto self-center">
        {question === 'discard' ? t`Hay cambios sin guardar.` : t`¿Eliminar? No se puede deshacer.`}
      </p>
      <Button onClick={() => setQuestion(null)}>{t`Volver`}</Button>
      <Button variant="danger" busy={remove.isPending} onClick={question === 'discard' ? onClose : removeNow}>
        {question === 'discard' ? t`Descartar` : t`Eliminar`}
      </Button>
    </>
  ) : (
    <>
      {item && (
        <Button variant="danger" className="mr-auto" onClick={() => setQuestion('remove')}>
          {t`Eliminar`}
        </Button>
      )}
      <Button onClick={close}>{t`Cancelar`}</Button>
      <Button
        type="submit"
        form={id}
        variant="primary"
        busy={save.isPending}
        disabled={item !== null && !dirty}
      >
        {t`Guardar`}
      </Button>
    </>
  );
  return (
    <Dialog title={name} place="side" onClose={close} footer={footer}>
      <UnsavedGuard dirty={dirty} />
      <form id={id} onSubmit={submit} className="flex flex-col gap-4">
        {resource.fields(values, item).map((field) => (
          <FieldControl
            key={field.name}
            field={field}
            value={values[field.name]}
            error={messages[field.name]}
            onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
          />
        ))}
        {error && <FormError>{i18n._(problemMessage(error))}</FormError>}
      </form>
      {item && resource.extra && <div className="border-line mt-6 border-t pt-4">{resource.extra(item)}</div>}
    </Dialog>
  );
}
