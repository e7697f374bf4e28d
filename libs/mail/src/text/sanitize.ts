import { decodeCid } from './cid.js';
import { type HtmlHandler, walkHtml } from './html-events.js';
import { embeddedImage, fateOf, isVoid, remoteImage, safeAttributes } from './html-policy.js';

export interface SanitizeOptions {
  /** Address that shows the file with this Content-ID; null or no function: the image is dropped to its text. */
  cidUrl?: (contentId: string) => string | null;
}

export interface SanitizedHtml {
  html: string;
  /** True where an image on another server was held back: its address is in `data-remote-src`. */
  remoteImages: boolean;
}

/**
 * HTML of a mail made safe to show: an allow-list of elements and attributes, written anew from the tokens so that no
 * markup of the sender's survives as it was. Remote images are held back, `cid:` images shown where the caller knows
 * them, links open apart and tell nothing.
 */
export function sanitizeMailHtml(html: string, options: SanitizeOptions = {}): SanitizedHtml {
  const writer = new SafeWriter(options);
  walkHtml(html, writer);
  return writer.finish();
}

class SafeWriter implements HtmlHandler {
  private out: string[] = [];
  private stack: (string | null)[] = [];
  private dropDepth = 0;
  private remote = false;

  constructor(private readonly options: SanitizeOptions) {}

  open(name: string, attributes: Record<string, string>): void {
    const fate = fateOf(name);
    if (this.dropDepth > 0 || fate === 'drop') {
      // Each opening has its closing call, that of a void element too.
      this.dropDepth++;
      return;
    }
    const written = fate === 'keep' && this.writeTag(name, attributes);
    this.stack.push(written && !isVoid(name) ? name : null);
  }

  private writeTag(name: string, attributes: Record<string, string>): boolean {
    const source = name === 'img' ? this.imageSource(attributes) : [];
    if (source === null) return false;
    const kept = [...source, ...safeAttributes(name, attributes)];
    this.out.push(`<${name}${kept.map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`).join('')}>`);
    return true;
  }

  /** What an image is shown from; null where nothing of it is shown. */
  private imageSource(attributes: Record<string, string>): [string, string][] | null {
    const raw = (attributes['src'] ?? '').trim();
    const textOnly = attributes['alt'] ? [] : null;
    if (/^cid:/i.test(raw)) {
      const url = this.options.cidUrl?.(decodeCid(raw.slice(4))) ?? null;
      return url === null ? textOnly : [['src', url]];
    }
    const embedded = embeddedImage(raw);
    if (embedded !== null) return [['src', embedded]];
    const remote = remoteImage(raw);
    if (remote === null) return textOnly;
    this.remote = true;
    return [['data-remote-src', remote]];
  }

  text(text: string): void {
    if (this.dropDepth === 0) this.out.push(escapeText(text));
  }

  close(name: string): void {
    if (this.dropDepth > 0) {
      this.dropDepth--;
      return;
    }
    const open = this.stack.pop();
    if (open === name) this.out.push(`</${name}>`);
  }

  finish(): SanitizedHtml {
    return { html: this.out.join(''), remoteImages: this.remote };
  }
}

function escapeText(text: string): string {
  return text.replaceAll('\0', '').replace(/[&<>]/g, (char) => ESCAPES[char]!);
}

function escapeAttribute(text: string): string {
  return text.replaceAll('\0', '').replace(/[&<>"'`]/g, (char) => ESCAPES[char]!);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};
