import type { Webhook, WebhookDelivery } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Power, Send } from 'lucide-react';
import { Button } from '../../../components/ui/button.js';
import { EmptyState, ErrorState, FormError, Skeleton } from '../../../components/ui/states.js';
import { call, endpoints } from '../../../lib/api/index.js';
import { problemMessage } from '../../../lib/api/problem-message.js';
import { notify } from '../../../lib/notices.js';
import { DeliveryItem } from './delivery-item.js';
import { useDeliveries } from './use-deliveries.js';
import { WebhookState } from './webhook-state.js';

/** How a webhook fares: switched on again, tried, and everything that was sent to it. */
export function WebhookLog({ webhook }: { webhook: Webhook }) {
  const { t, i18n } = useLingui();
  const client = useQueryClient();
  const params = { id: webhook.id };
  const list = useDeliveries(webhook.id);
  const renew = async () => {
    await list.refetch();
    await client.invalidateQueries({ queryKey: ['resource', 'webhooks'] });
  };
  const test = useMutation({
    mutationFn: () => call(endpoints.webhooks.test, { params }),
    onSuccess: renew,
  });
  const enable = useMutation({
    mutationFn: () => call(endpoints.webhooks.change, { params, body: { enabled: true } }),
    onSuccess: async () => {
      notify({ text: t`Webhook activado` });
      await renew();
    },
  });
  const replay = useMutation({
    mutationFn: (delivery: WebhookDelivery) =>
      call(endpoints.webhooks.replay, { params: { ...params, delivery: delivery.id } }),
    onSuccess: async () => {
      notify({ text: t`Se volverá a enviar` });
      await renew();
    },
  });
  const error = test.error ?? enable.error ?? replay.error;
  return (
    <section aria-label={t`Envíos`} className="flex flex-col gap-3">
      <p>
        <WebhookState webhook={webhook} />
      </p>
      <div className="flex flex-wrap gap-2">
        {webhook.disabled_reason !== null && (
          <Button icon={Power} busy={enable.isPending} onClick={() => enable.mutate()}>
            {t`Volver a activar`}
          </Button>
        )}
        <Button icon={Send} busy={test.isPending} onClick={() => test.mutate()}>
          {t`Enviar una prueba`}
        </Button>
      </div>
      {error && <FormError>{i18n._(problemMessage(error))}</FormError>}
      <h3 className="text-13 mt-2 font-medium">{t`Envíos de los últimos 30 días`}</h3>
      {list.isPending && <Skeleton className="h-24" />}
      {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && list.deliveries.length === 0 && (
        <EmptyState title={t`Nada todavía`} className="px-0 py-4">
          {t`Aquí verás cada envío, qué respondió el receptor y cuánto tardó.`}
        </EmptyState>
      )}
      <ol className="flex flex-col">
        {list.deliveries.map((delivery) => (
          <DeliveryItem
            key={delivery.id}
            delivery={delivery}
            busy={replay.isPending && replay.variables.id === delivery.id}
            onReplay={() => replay.mutate(delivery)}
          />
        ))}
      </ol>
      {list.hasNextPage && (
        <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t`Ver más`}
        </Button>
      )}
    </section>
  );
}
