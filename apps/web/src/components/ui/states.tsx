import { useLingui } from '@lingui/react/macro';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { problemMessage } from '../../lib/api/problem-message.js';
import { Button } from './button.js';
import { classNames } from './class-names.js';

/** A place that has nothing yet: says what would be here and offers the first step. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  action,
  className,
  page = false,
}: {
  icon?: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
  /** It is all there is on the page: its title is the page's. */
  page?: boolean;
}) {
  const Heading = page ? 'h1' : 'h2';
  return (
    <div className={classNames('mx-auto flex max-w-96 flex-col items-start gap-2 px-4 py-12', className)}>
      {Icon && <Icon aria-hidden strokeWidth={1.5} className="text-text-muted mb-1 size-6" />}
      <Heading className="text-14 font-semibold">{title}</Heading>
      {children && <div className="text-13 text-text-muted">{children}</div>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}

/** Something could not be loaded: why, and the way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t, i18n } = useLingui();
  return (
    <div role="alert" className="mx-auto flex max-w-96 flex-col items-start gap-2 px-4 py-12">
      <h2 className="text-14 font-semibold">{t`No se ha podido cargar`}</h2>
      <p className="text-13 text-text-muted">{i18n._(problemMessage(error))}</p>
      {onRetry && (
        <Button className="mt-2" onClick={onRetry}>
          {t`Probar otra vez`}
        </Button>
      )}
    </div>
  );
}

/** A line of refusal inside a form. */
export function FormError({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className="bg-danger-soft text-danger text-13 rounded-md px-3 py-2">
      {children}
    </p>
  );
}

export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={classNames('skeleton block', className)} />;
}

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="text-12 text-text-muted border-line bg-surface inline-flex h-5 min-w-5 items-center justify-center rounded border px-1 font-sans">
      {children}
    </kbd>
  );
}
