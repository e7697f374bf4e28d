import { useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { type Shown, dismiss, useNotices } from '../../lib/notices.js';
import { IconButton } from './button.js';

const LASTS_MS = 6_000;
const LASTS_WITH_UNDO_MS = 9_000;

export function Notices() {
  const shown = useNotices();
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-0 z-60 flex flex-col items-center gap-2 p-4 xl:items-end pb-[max(1rem,env(safe-area-inset-bottom))]"
    >
      {shown.map((notice) => (
        <Toast key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function Toast({ notice }: { notice: Shown }) {
  const { t } = useLingui();
  const lasts = notice.lastsMs ?? (notice.undo || notice.action ? LASTS_WITH_UNDO_MS : LASTS_MS);
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(() => dismiss(notice.id), lasts);
    return () => clearTimeout(timer);
  }, [notice.id, lasts, held]);
  const box = useRef<HTMLDivElement>(null);
  const cameFrom = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    const element = box.current;
    return () => {
      if (element?.contains(document.activeElement)) cameFrom.current?.focus();
    };
  }, []);
  return (
    <div
      ref={box}
      // Whoever reaches for it has all the time there is, and goes back to where they were.
      onFocus={({ relatedTarget, currentTarget }) => {
        setHeld(true);
        if (relatedTarget instanceof HTMLElement && !currentTarget.contains(relatedTarget))
          cameFrom.current = relatedTarget;
      }}
      onBlur={() => setHeld(false)}
      className="bg-surface-raised shadow-popup text-13 pointer-events-auto flex max-w-full items-center gap-3 rounded-lg py-1.5 pr-1.5 pl-3"
    >
      <div className={notice.tone === 'danger' ? 'text-danger' : undefined}>
        {notice.text}
        {notice.lines && (
          <ul className="max-h-40 overflow-y-auto">
            {notice.lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
      </div>
      {notice.action && (
        <NoticeButton notice={notice} perform={notice.action.perform}>
          {notice.action.label}
        </NoticeButton>
      )}
      {notice.undo && (
        <NoticeButton notice={notice} perform={notice.undo}>
          {t`Deshacer`}
        </NoticeButton>
      )}
      <IconButton label={t`Cerrar aviso`} icon={X} onClick={() => dismiss(notice.id)} />
    </div>
  );
}

function NoticeButton({
  notice,
  perform,
  children,
}: {
  notice: Shown;
  perform: () => void;
  children: string;
}) {
  return (
    <button
      type="button"
      className="text-accent hover:bg-hover coarse:min-h-11 shrink-0 rounded-md px-2 py-1 font-medium"
      onClick={() => {
        perform();
        dismiss(notice.id);
      }}
    >
      {children}
    </button>
  );
}
