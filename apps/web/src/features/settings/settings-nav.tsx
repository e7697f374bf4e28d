import { useLingui } from '@lingui/react/macro';
import { ChevronDown } from 'lucide-react';
import { useId, useState } from 'react';
import { Link } from 'react-router-dom';
import { classNames } from '../../components/ui/class-names.js';

export interface NavGroup {
  label: string;
  sections: readonly { path: string; label: string }[];
}

/** One's own pages: a strip that fits a phone. */
export function OwnNav({
  group,
  current,
  className,
}: {
  group: NavGroup;
  current: string | undefined;
  className: string;
}) {
  const { t } = useLingui();
  return (
    <nav
      aria-label={t`Ajustes`}
      className={classNames('border-line shrink-0 overflow-x-auto border-b py-2', className)}
    >
      <ul className="-ml-2 flex gap-1">
        {group.sections.map((section) => (
          <li key={section.path}>
            <NavLink {...section} active={section.path === current} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** All pages by what they are about: beside the page, or on a phone behind the name of the one that is open. */
export function AllNav({ groups, current }: { groups: readonly NavGroup[]; current: string | undefined }) {
  const { t } = useLingui();
  const id = useId();
  const [open, setOpen] = useState(false);
  const here = groups.flatMap(({ sections }) => sections).find(({ path }) => path === current);
  return (
    <nav
      aria-label={t`Ajustes`}
      className="border-line max-h-full shrink-0 border-b max-md:overflow-y-auto md:w-52 md:overflow-y-auto md:border-r md:border-b-0"
    >
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="hover:bg-hover flex h-12 w-full items-center gap-2 px-4 text-left md:hidden"
      >
        <span className="text-text-muted">{t`Ajustes`}</span>
        <span className="min-w-0 flex-1 truncate font-medium">{here?.label}</span>
        <ChevronDown
          aria-hidden
          className={classNames('text-text-muted size-4 transition-transform', open && 'rotate-180')}
        />
      </button>
      <div
        id={id}
        className={classNames(
          'grid-cols-2 gap-x-2 gap-y-4 px-3 pt-1 pb-4 md:flex md:flex-col md:py-4',
          open ? 'grid' : 'max-md:hidden',
        )}
      >
        {groups.map((group) => (
          <div key={group.label}>
            <p className="text-12 text-text-muted mb-1 px-2 font-medium">{group.label}</p>
            <ul aria-label={group.label} className="flex flex-col">
              {group.sections.map((section) => (
                <li key={section.path}>
                  <NavLink {...section} active={section.path === current} onClick={() => setOpen(false)} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </nav>
  );
}

function NavLink({
  path,
  label,
  active,
  onClick,
}: {
  path: string;
  label: string;
  active: boolean;
  onClick?: () => void;
}) {
  return (
    <Link
      to={`/settings/${path && `${path}/`}`}
      aria-current={active ? 'page' : undefined}
      onClick={onClick}
      className={classNames(
        'coarse:min-h-11 flex min-h-7 items-center rounded-md px-2 md:whitespace-nowrap',
        active ? 'bg-selected font-medium' : 'text-text-muted hover:bg-hover hover:text-text',
      )}
    >
      {label}
    </Link>
  );
}
