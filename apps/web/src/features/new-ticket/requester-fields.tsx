import type { Contact } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { type KeyboardEvent, useId, useState } from 'react';
import { Avatar } from '../../components/ui/avatar.js';
import { classNames } from '../../components/ui/class-names.js';
import { TextField } from '../../components/ui/field.js';
import { useContactSearch } from '../../lib/contacts/queries.js';

interface Requester {
  requesterEmail: string;
  requesterName: string;
}

interface RequesterFieldsProps extends Requester {
  errors: Record<string, string | undefined>;
  onChange: (change: Partial<Requester>) => void;
}

/** On whose behalf a ticket is opened: somebody who is known, found as one types, or somebody new. */
export function RequesterFields({ requesterEmail, requesterName, errors, onChange }: RequesterFieldsProps) {
  const { t } = useLingui();
  const id = useId();
  const [asked, setAsked] = useState(false);
  const [index, setIndex] = useState(0);
  const found = useContactSearch(asked ? requesterEmail : '');
  const open = asked && found.length > 0;
  const at = Math.min(index, found.length - 1);

  function choose({ email, name }: Contact): void {
    onChange({ requesterEmail: email, requesterName: name });
    setAsked(false);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (!open) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = found[at];
    if (step) setIndex((at + step + found.length) % found.length);
    else if (event.key === 'Enter' && chosen) choose(chosen);
    else if (event.key === 'Escape') setAsked(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div className="grid gap-5 sm:grid-cols-2">
      <div className="relative">
        <TextField
          big
          label={t`Correo del solicitante`}
          optional={t`opcional`}
          type="email"
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          aria-activedescendant={open ? `${id}-${at}` : undefined}
          autoComplete="off"
          value={requesterEmail}
          onChange={(event) => {
            onChange({ requesterEmail: event.target.value });
            setAsked(true);
            setIndex(0);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => setAsked(false)}
          hint={t`Escribe un nombre o una dirección. Sin ella, el ticket queda a tu nombre.`}
          error={errors['requester.email']}
        />
        {open && (
          <ul
            id={id}
            role="listbox"
            aria-label={t`Personas`}
            className="bg-surface-raised shadow-popup absolute inset-x-0 top-17 z-20 max-h-80 overflow-y-auto rounded-lg p-1"
          >
            {found.map((person, position) => (
              <li
                key={person.id}
                id={`${id}-${position}`}
                role="option"
                aria-selected={position === at}
                onPointerMove={() => setIndex(position)}
                // The field keeps the focus.
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => choose(person)}
                className={classNames(
                  'coarse:min-h-11 flex min-h-10 items-center gap-2.5 rounded-md px-2 py-1',
                  position === at && 'bg-selected',
                )}
              >
                <Avatar name={person.name || person.email} size={24} />
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-medium">{person.name || person.email}</span>
                  <span className="text-12 text-text-muted block truncate">
                    {[person.email, person.organization?.name].filter(Boolean).join(' · ')}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
      <TextField
        big
        label={t`Nombre del solicitante`}
        optional={t`opcional`}
        autoComplete="off"
        maxLength={200}
        value={requesterName}
        onChange={(event) => onChange({ requesterName: event.target.value })}
        error={errors['requester.name']}
      />
    </div>
  );
}
