import type { SavedView } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { type FormEvent, useId, useState } from 'react';
import { fieldMessages, problemMessage } from '../../lib/api/problem-message.js';
import { notify } from '../../lib/notices.js';
import { isAdmin, useMe } from '../../lib/session.js';
import { type ViewFields, useViewCommands } from '../../lib/tickets/saved-views.js';
import type { DepartmentRef } from '../../lib/tickets/types.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { SelectField, TextField } from '../ui/field.js';
import { FormError } from '../ui/states.js';

interface ViewDialogProps {
  /** null: the filters on the screen become a new view. */
  view: SavedView | null;
  query: string;
  departments: readonly DepartmentRef[];
  onClose: () => void;
}

/** Whom a view is for, as one select has it: `own`, `tenant`, or the number of a department. */
const audienceOf = (view: SavedView | null): string =>
  view?.scope === 'department' ? String(view.department) : (view?.scope ?? 'own');

const fieldsFor = (audience: string): Pick<ViewFields, 'scope' | 'department'> =>
  audience === 'own' || audience === 'tenant'
    ? { scope: audience, department: null }
    : { scope: 'department', department: Number(audience) };

/** The name of a view and who sees it. */
export default function ViewDialog({ view, query, departments, onClose }: ViewDialogProps) {
  const { t, i18n } = useLingui();
  const me = useMe();
  const id = useId();
  const [name, setName] = useState(view?.name ?? '');
  const [audience, setAudience] = useState(audienceOf(view));
  const { create, change } = useViewCommands();
  const { error } = view ? change : create;
  const messages = fieldMessages(error);
  const own = departments.filter(
    (department) =>
      isAdmin(me) || me.departments.includes(department.id) || department.id === view?.department,
  );

  function submit(event: FormEvent): void {
    event.preventDefault();
    const fields = { name: name.trim(), ...fieldsFor(audience) };
    if (view) change.mutate({ view, fields }, { onSuccess: onClose });
    else {
      const onSuccess = (saved: SavedView) => {
        notify({ text: t`Vista «${saved.name}» guardada` });
        onClose();
      };
      create.mutate({ ...fields, query }, { onSuccess });
    }
  }

  return (
    <Dialog
      title={view ? t`Cambiar la vista` : t`Guardar la vista`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t`Cancelar`}</Button>
          <Button type="submit" form={id} variant="primary" busy={create.isPending || change.isPending}>
            {t`Guardar`}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t`Nombre de la vista`}
          required
          maxLength={80}
          autoFocus
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={messages.name}
        />
        <SelectField
          label={t`Quién la ve`}
          value={audience}
          onChange={(event) => setAudience(event.target.value)}
          hint={t`Cada persona ve en ella solo los tickets a los que tiene acceso.`}
          error={messages.scope ?? messages.department}
        >
          <option value="own">{t`Solo yo`}</option>
          {own.map((department) => (
            <option key={department.id} value={department.id}>
              {t`Departamento ${department.name}`}
            </option>
          ))}
          {(isAdmin(me) || view?.scope === 'tenant') && <option value="tenant">{t`Todo el equipo`}</option>}
        </SelectField>
        {error !== null && <FormError>{i18n._(problemMessage(error))}</FormError>}
      </form>
    </Dialog>
  );
}
