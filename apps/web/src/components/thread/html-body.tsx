import { useLingui } from '@lingui/react/macro';
import { ImageOff } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { fetchBlob } from '../../lib/api/index.js';
import { Button } from '../ui/button.js';
import { cleanMail } from './clean-mail.js';
import mailCss from './mail.css?url';

/** A mail as the document of its frame. The policy holds where the allow-list should not. */
function documentOf(html: string, showRemote: boolean): string {
  const images = showRemote ? 'blob: data: https: http:' : 'blob: data:';
  const policy = `default-src 'none'; img-src ${images}; style-src 'self' 'unsafe-inline'; font-src 'self'`;
  return (
    `<!doctype html><html><head><meta http-equiv="content-security-policy" content="${policy}">` +
    `<meta name="referrer" content="no-referrer"><link rel="stylesheet" href="${mailCss}"></head>` +
    `<body>${html}</body></html>`
  );
}

/** A formatted mail in a frame of its own: no scripts, no forms, nothing fetched from outside unless asked. */
export function HtmlBody({ html }: { html: string }) {
  const { t } = useLingui();
  const frame = useRef<HTMLIFrameElement>(null);
  const [showRemote, setShowRemote] = useState(false);
  const [height, setHeight] = useState(40);
  const [pictures, setPictures] = useState<ReadonlyMap<string, string>>(new Map());
  const clean = useMemo(
    () => cleanMail(html, { own: (url) => pictures.get(url), showRemote }),
    [html, pictures, showRemote],
  );
  const wanted = clean.own.join();

  useEffect(() => {
    if (!wanted) return undefined;
    const abort = new AbortController();
    const made: string[] = [];
    void Promise.all(
      wanted.split(',').map(async (url) => {
        const blob = await fetchBlob(url, abort.signal).catch(() => null);
        if (!blob) return [url, ''] as const;
        const local = URL.createObjectURL(blob);
        made.push(local);
        return [url, local] as const;
      }),
    ).then((entries) => !abort.signal.aborted && setPictures(new Map(entries)));
    return () => {
      abort.abort();
      made.forEach((url) => URL.revokeObjectURL(url));
    };
  }, [wanted]);

  /** The frame is as high as what it shows; pictures that load later change that. */
  function fit(): void {
    const body = frame.current?.contentDocument?.documentElement;
    if (!body) return;
    const measure = () => setHeight(Math.min(4_000, body.scrollHeight + 2));
    measure();
    for (const image of body.querySelectorAll('img')) image.addEventListener('load', measure);
  }

  return (
    <div className="max-w-[72ch]">
      {clean.remote && !showRemote && (
        <div className="text-12 text-text-muted mb-2 flex items-center gap-2">
          <ImageOff aria-hidden className="size-3.5" />
          {t`Imágenes externas bloqueadas.`}
          <Button size="small" onClick={() => setShowRemote(true)}>
            {t`Mostrar imágenes`}
          </Button>
        </div>
      )}
      <div className="rounded-md bg-[#fff] dark:p-2">
        <iframe
          ref={frame}
          title={t`Mensaje con formato`}
          // Same origin lets the page measure it; without scripts nothing inside can use it.
          sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
          srcDoc={documentOf(clean.html, showRemote)}
          onLoad={fit}
          className="block w-full bg-[#fff]"
          style={{ height }}
        />
      </div>
    </div>
  );
}
