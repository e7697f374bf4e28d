import type { TicketStatus } from '@noxdesk/domain';
import { useLingui } from '@lingui/react/macro';
import { ChevronDown } from 'lucide-react';
import { StatusRing } from '../../../components/ticket/marks.js';
import { Button, IconButton } from '../../../components/ui/button.js';
import { ActionMenu } from '../../../components/ui/menu.js';
import { keysOf } from '../../../lib/actions/index.js';
import { STATUS_LABEL } from '../../../lib/tickets/labels.js';

/** States worth naming in «Enviar y dejar en…», as far as the ticket may take them. */
const AFTER_SENDING: readonly TicketStatus[] = ['pending', 'resolved', 'on_hold', 'open', 'closed'];

/** The two that most answers end in: each one press, or one chord. */
const ONE_PRESS = [
  { status: 'pending', shortcut: 'alt+enter' },
  { status: 'resolved', shortcut: 'mod+shift+enter' },
] as const;

/** The state that a press of Enter with other keys sends to; `plain` for none, undefined where it sends nothing. */
export function sentBy(event: KeyboardEvent): TicketStatus | 'plain' | undefined {
  if (event.key !== 'Enter') return undefined;
  const mod = event.ctrlKey || event.metaKey;
  if (mod && event.shiftKey) return 'resolved';
  if (mod) return 'plain';
  return event.altKey ? 'pending' : undefined;
}

interface SendButtonsProps {
  note: boolean;
  busy: boolean;
  allowed: readonly TicketStatus[];
  /** The state that is sent along anyway. */
  status: TicketStatus | undefined;
  onSend: (status?: TicketStatus) => void;
}

export function SendButtons({ note, busy, allowed, status, onSend }: SendButtonsProps) {
  const { t, i18n } = useLingui();
  const leave = (one: TicketStatus) => {
    const state = i18n._(STATUS_LABEL[one]);
    return t`Enviar y dejar en ${state}`;
  };
  const choices = AFTER_SENDING.filter((one) => allowed.includes(one));
  return (
    <span className="flex items-center gap-1">
      {!note &&
        ONE_PRESS.filter((one) => allowed.includes(one.status)).map((one) => (
          <IconButton
            key={one.status}
            label={leave(one.status)}
            title={`${leave(one.status)} (${keysOf(one.shortcut).join(' ')})`}
            icon={RINGS[one.status]}
            disabled={busy}
            onClick={() => onSend(one.status)}
          />
        ))}
      <span className="flex">
        <Button
          variant="primary"
          busy={busy}
          onClick={() => onSend()}
          title={keysOf('mod+enter').join(' ')}
          className={note ? undefined : 'rounded-r-none'}
        >
          {note ? t`Guardar nota` : status ? leave(status) : t`Enviar`}
        </Button>
        {!note && (
          <ActionMenu
            label={t`Enviar y dejar en…`}
            actions={choices.map((one) => ({
              id: one,
              label: leave(one),
              icon: <StatusRing status={one} />,
              shortcut: ONE_PRESS.filter(({ status: pressed }) => pressed === one)
                .map(({ shortcut }) => keysOf(shortcut).join(' '))
                .at(0),
              perform: () => onSend(one),
            }))}
          >
            <Button
              variant="primary"
              disabled={busy}
              aria-label={t`Enviar y dejar en…`}
              title={t`Enviar y dejar en…`}
              className="border-on-accent/25 rounded-l-none border-l px-1.5"
            >
              <ChevronDown aria-hidden className="size-4" />
            </Button>
          </ActionMenu>
        )}
      </span>
    </span>
  );
}

const PendingRing = () => <StatusRing status="pending" />;
const ResolvedRing = () => <StatusRing status="resolved" />;
const RINGS = { pending: PendingRing, resolved: ResolvedRing };
