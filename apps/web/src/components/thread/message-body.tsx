import type { Message } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { Ellipsis } from 'lucide-react';
import { Suspense, lazy, useMemo, useState } from 'react';
import { classNames } from '../ui/class-names.js';
import { hasFormatting } from './formatting.js';
import { Linked } from './linked.js';
import { parseSimple, RichBody } from './rich-body.js';

const HtmlBody = lazy(async () => ({ default: (await import('./html-body.js')).HtmlBody }));

/** What was written: with its format where it has one worth showing, and what it quotes behind a fold. */
export function MessageBody({ message, large }: { message: Message; large: boolean }) {
  const { t } = useLingui();
  const [plain, setPlain] = useState(false);
  const [unfolded, setUnfolded] = useState(false);
  const formatted = hasFormatting(message.body_html);
  const simple = useMemo(
    () => (formatted ? parseSimple(message.body_html ?? '') : null),
    [formatted, message.body_html],
  );
  const text = (
    <p className={classNames('prose-message max-w-[72ch] leading-[1.55]', large ? 'text-15' : 'text-14')}>
      <Linked text={message.body} />
    </p>
  );
  return (
    <>
      {simple ? (
        <div className={large ? 'text-15' : 'text-14'}>
          <RichBody body={simple} attachments={message.attachments} />
        </div>
      ) : formatted && !plain ? (
        <Suspense fallback={text}>
          <HtmlBody html={message.body_html ?? ''} />
        </Suspense>
      ) : (
        text
      )}
      {formatted && !simple && (
        <button
          type="button"
          onClick={() => setPlain(!plain)}
          className="text-12 text-text-muted hover:text-text mt-1 rounded underline-offset-2 hover:underline"
        >
          {plain ? t`Ver con formato` : t`Ver solo el texto`}
        </button>
      )}
      {(message.quoted || message.quoted_html) && (
        <details className="mt-1" onToggle={(event) => setUnfolded(event.currentTarget.open)}>
          <summary
            aria-label={t`Mostrar el texto citado`}
            title={t`Mostrar el texto citado`}
            className="text-text-muted bg-surface-sunken hover:text-text inline-flex h-4 w-7 list-none items-center justify-center rounded"
          >
            <Ellipsis aria-hidden className="size-4" />
          </summary>
          <div className="border-line mt-2 border-l-2 pl-3">
            {unfolded && <Quoted message={message} plain={plain} />}
          </div>
        </details>
      )}
    </>
  );
}

function Quoted({ message, plain }: { message: Message; plain: boolean }) {
  const text = (
    <p className="prose-message text-13 text-text-muted max-w-[72ch]">
      <Linked text={message.quoted ?? ''} />
    </p>
  );
  if (!message.quoted_html || (plain && message.quoted)) return text;
  return (
    <Suspense fallback={text}>
      <HtmlBody html={message.quoted_html} />
    </Suspense>
  );
}
