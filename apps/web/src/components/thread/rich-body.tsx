import { createElement, Fragment, type ReactNode, useMemo, useState } from 'react';
import { isOwnFile } from './formatting.js';
import { parseInert } from './inert-html.js';
import { Lightbox } from './lightbox.js';
import { useBlobUrl } from './use-blob-url.js';
import type { Attachment } from '@noxdesk/contracts';

/** What may be drawn among our own elements: all it can carry is named here, and nothing else is taken over. */
const ALLOWED = new Set(
  'p br strong b em i u s ul ol li blockquote code pre a img span div'
    .split(' ')
    .map((name) => name.toUpperCase()),
);
const isWeb = (href: string) => /^(?:https?:|mailto:)/i.test(href);

/** The document where nothing in it needs a frame of its own; null where something does. */
export function parseSimple(html: string): Element | null {
  const body = parseInert(html);
  for (const element of body.querySelectorAll('*')) {
    if (!ALLOWED.has(element.tagName)) return null;
    for (const { name, value } of element.attributes) {
      const fine =
        (element.tagName === 'A' &&
          (['rel', 'target'].includes(name) || (name === 'href' && isWeb(value)))) ||
        (element.tagName === 'IMG' && (name === 'alt' || (name === 'src' && isOwnFile(value)))) ||
        (element.tagName === 'OL' && name === 'start');
      if (!fine) return null;
    }
  }
  return body;
}

/** Words as they were written with our own editor: drawn in place, where they can be selected and read out. */
export function RichBody({ body, attachments }: { body: Element; attachments: readonly Attachment[] }) {
  const content = useMemo(() => childrenOf(body, attachments), [body, attachments]);
  return <div className="rich-body max-w-[72ch] leading-[1.55] [overflow-wrap:anywhere]">{content}</div>;
}

function childrenOf(element: Element, attachments: readonly Attachment[]): ReactNode[] {
  return [...element.childNodes].map((node, key) => {
    if (node instanceof Text) return <Fragment key={key}>{node.data}</Fragment>;
    if (!(node instanceof Element)) return null;
    const name = node.tagName.toLowerCase();
    if (name === 'br') return <br key={key} />;
    if (name === 'img') {
      const source = node.getAttribute('src') ?? '';
      return (
        <Picture key={key} source={source} alt={node.getAttribute('alt') ?? ''} attachments={attachments} />
      );
    }
    const props =
      name === 'a'
        ? { href: node.getAttribute('href') ?? '', target: '_blank', rel: 'noopener noreferrer nofollow' }
        : name === 'ol'
          ? { start: Number(node.getAttribute('start') ?? 1) }
          : {};
    return createElement(name, { key, ...props }, ...childrenOf(node, attachments));
  });
}

function Picture({
  source,
  alt,
  attachments,
}: {
  source: string;
  alt: string;
  attachments: readonly Attachment[];
}) {
  const file = attachments.find((one) => one.url === source);
  const { url } = useBlobUrl(file?.preview ?? source);
  const [open, setOpen] = useState(false);
  const image = url && <img src={url} alt={alt} className="max-h-80 max-w-full rounded-md" />;
  if (!file) return image || null;
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        className="inline-block min-h-6 rounded-md align-bottom"
      >
        {image || alt}
      </button>
      {open && (
        <Lightbox file={file} files={[file]} onShow={() => undefined} onClose={() => setOpen(false)} />
      )}
    </>
  );
}
