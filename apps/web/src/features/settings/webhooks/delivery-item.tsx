import type { WebhookDelivery } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { Check, CircleSlash, Clock, RotateCcw, X } from 'lucide-react';
import { Button } from '../../../components/ui/button.js';
import { Time } from '../../../components/ui/time.js';
import { reasonText } from '../../../lib/tickets/reasons.js';

const LOOK = {
  queued: { icon: Clock, colour: 'text-text-muted' },
  delivered: { icon: Check, colour: 'text-success' },
  failed: { icon: X, colour: 'text-danger' },
  dropped: { icon: CircleSlash, colour: 'text-text-muted' },
};

/** One delivery: how it went, how long the answer took, and what was sent. */
export function DeliveryItem({
  delivery,
  busy,
  onReplay,
}: {
  delivery: WebhookDelivery;
  busy: boolean;
  onReplay: () => void;
}) {
  const { t, i18n } = useLingui();
  const { event, state, status_code: code, latency_ms: latency, attempts, error } = delivery;
  const { icon: Icon, colour } = LOOK[state];
  const states = {
    queued: attempts > 0 ? t`Se reintentará` : t`En cola`,
    delivered: t`Entregado`,
    failed: t`Falló`,
    dropped: t`Descartado`,
  };
  const facts = [
    code !== null && `HTTP ${code}`,
    latency !== null && `${latency} ms`,
    attempts > 1 && t`${attempts} intentos`,
    error !== null && code === null && reasonText(error, (descriptor) => i18n._(descriptor)),
  ].filter(Boolean);
  return (
    <li className="border-line border-b py-2">
      <div className="flex items-start gap-2">
        <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${colour}`} />
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-baseline gap-x-2">
            <span className="font-mono">{event}</span>
            <span className={colour}>{states[state]}</span>
            <Time at={delivery.created_at} className="text-12 text-text-muted ml-auto" />
          </p>
          {facts.length > 0 && <p className="text-12 text-text-muted">{facts.join(' · ')}</p>}
          <details className="mt-1">
            <summary className="text-12 text-text-muted hover:text-text">{t`Ver lo enviado`}</summary>
            <pre className="bg-surface text-12 mt-1 max-h-72 overflow-auto rounded-md p-2 font-mono">
              {JSON.stringify(delivery.payload, null, 2)}
            </pre>
          </details>
        </div>
        {state !== 'queued' && (
          <Button size="small" variant="quiet" icon={RotateCcw} busy={busy} onClick={onReplay}>
            {t`Repetir`}
          </Button>
        )}
      </div>
    </li>
  );
}
