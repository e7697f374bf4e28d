import { useLingui } from '@lingui/react/macro';
import { Link } from 'react-router-dom';
import { isAdmin, useMe } from '../../../lib/session.js';

/** Somebody asks for canned replies, and there are none. */
export function NoCannedYet() {
  const { t } = useLingui();
  const me = useMe();
  return (
    <p role="status" className="text-12 text-text-muted mb-2">
      {t`Todavía no hay respuestas guardadas.`}{' '}
      {isAdmin(me) && (
        <Link to="/settings/canned-replies/" className="text-accent underline underline-offset-2">
          {t`Crear la primera`}
        </Link>
      )}
    </p>
  );
}
