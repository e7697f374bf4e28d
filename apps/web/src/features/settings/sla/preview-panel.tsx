import type { SlaPreview } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { TICKET_PRIORITIES, type TicketPriority } from '@noxdesk/domain';
import type { UseQueryResult } from '@tanstack/react-query';
import { SelectField, TextField } from '../../../components/ui/field.js';
import { problemMessage } from '../../../lib/api/problem-message.js';
import { PRIORITIES, PRIORITY_LABEL } from '../../../lib/tickets/labels.js';
import { TARGET_LABEL } from '../../../lib/tickets/sla-labels.js';
import { workingTime } from '../../../lib/tickets/working-time.js';

export interface Question {
  /** As a `datetime-local` field writes it; empty: now. */
  createdAt: string;
  priority: TicketPriority;
}

interface PreviewPanelProps {
  question: Question;
  onChange: (question: Question) => void;
  answer: UseQueryResult<SlaPreview>;
  /** Of the opening hours; null: that of the reader. */
  zone: string | null;
}

/** «A ticket created at … with priority … is due at …», by what the form says now. */
export function PreviewPanel({ question, onChange, answer, zone }: PreviewPanelProps) {
  const { t, i18n } = useLingui();
  return (
    <section aria-labelledby="sla-preview" className="flex flex-col gap-3">
      <h2 id="sla-preview" className="text-14 font-semibold">{t`Un ticket de ejemplo`}</h2>
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-1">
        <TextField
          label={t`Creado el`}
          hint={t`En tu hora; ahora, si lo dejas vacío.`}
          type="datetime-local"
          value={question.createdAt}
          onChange={(event) => onChange({ ...question, createdAt: event.target.value })}
        />
        <SelectField
          label={t`con prioridad`}
          value={question.priority}
          onChange={(event) =>
            onChange({
              ...question,
              priority: TICKET_PRIORITIES.find((one) => one === event.target.value) ?? 'medium',
            })
          }
        >
          {PRIORITIES.map((priority) => (
            <option key={priority} value={priority}>
              {i18n._(PRIORITY_LABEL[priority])}
            </option>
          ))}
        </SelectField>
      </div>
      <div aria-live="polite">
        {answer.data && !answer.isError && <Due preview={answer.data} zone={zone} />}
        {answer.isError && <p className="text-danger">{i18n._(problemMessage(answer.error))}</p>}
      </div>
    </section>
  );
}

function Due({ preview, zone }: { preview: SlaPreview; zone: string | null }) {
  const { t, i18n } = useLingui();
  const format = dateFormat(i18n.locale, zone);
  return (
    <>
      <p className="mb-3">{t`Un ticket creado el ${format(preview.created_at)}:`}</p>
      <ul className="flex flex-col gap-3">
        {preview.targets.map(({ target, target_minutes: minutes, due_at: due, thresholds }) => (
          <li key={target}>
            <p className="flex items-baseline justify-between gap-2">
              <span>{i18n._(TARGET_LABEL[target])}</span>
              <span className="text-text-muted">{workingTime(minutes)}</span>
            </p>
            <p className="font-medium">{t`vence ${format(due)}`}</p>
            <ul className="text-12 text-text-muted">
              {thresholds
                .filter(({ percent }) => percent < 100)
                .map(({ percent, at }) => (
                  <li key={percent}>{t`aviso al ${percent} %: ${format(at)}`}</li>
                ))}
            </ul>
          </li>
        ))}
      </ul>
      {zone && <p className="text-12 text-text-muted mt-2">{t`Hora de ${zone}`}</p>}
    </>
  );
}

/** In the zone of the opening hours, where the browser knows it. */
function dateFormat(locale: string, zone: string | null): (iso: string) => string {
  const options: Intl.DateTimeFormatOptions = {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  };
  try {
    const format = new Intl.DateTimeFormat(locale, { ...options, ...(zone && { timeZone: zone }) });
    return (iso) => format.format(new Date(iso));
  } catch {
    const format = new Intl.DateTimeFormat(locale, options);
    return (iso) => format.format(new Date(iso));
  }
}
