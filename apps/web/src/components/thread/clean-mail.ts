import { embeddedImage, fateOf, remoteImage, safeAttributes } from '@noxdesk/mail/html-policy';
import { isOwnFile } from './formatting.js';
import { parseInert } from './inert-html.js';

export interface MailPictures {
  /** Those that came with the mail: what to show for an address that needs the token; nothing until it is loaded. */
  own: (url: string) => string | undefined;
  /** Those of other servers: their sender learns from them that the mail was opened. */
  showRemote: boolean;
}

export interface CleanMail {
  html: string;
  /** Addresses of pictures that came with the mail. */
  own: string[];
  /** Whether there are pictures of other servers. */
  remote: boolean;
}

/**
 * A mail's HTML once more through the allow-list of the server, this time as the browser itself reads it: what two
 * parsers may read differently cannot come through both. The elements are made anew, none is taken over. As none of
 * them holds raw text or is of SVG or MathML, text that is written out is read again as text, wherever it is put.
 */
export function cleanMail(html: string, pictures: MailPictures): CleanMail {
  const cleaner = new Cleaner(pictures);
  return { html: cleaner.clean(parseInert(html)), own: [...cleaner.own], remote: cleaner.remote };
}

class Cleaner {
  readonly own = new Set<string>();
  remote = false;
  readonly #inert = document.implementation.createHTMLDocument('');

  constructor(private readonly pictures: MailPictures) {}

  clean(content: Element): string {
    const into = this.#inert.createElement('div');
    // A walker knows its way by itself: properties of a form are what its fields are called.
    this.#copy(document.createTreeWalker(content), into);
    return into.innerHTML;
  }

  /** Copies what is below the walker's place, to which it returns. */
  #copy(walker: TreeWalker, into: Element): void {
    if (walker.firstChild() === null) return;
    do {
      const { currentNode: node } = walker;
      if (node instanceof Text) into.append(node.data);
      else if (node instanceof HTMLFormElement) this.#copy(walker, into);
      // Neither comments nor elements of SVG and MathML.
      else if (node instanceof HTMLElement) this.#element(node, walker, into);
    } while (walker.nextSibling() !== null);
    walker.parentNode();
  }

  #element(element: HTMLElement, walker: TreeWalker, into: Element): void {
    const { localName: name } = element;
    const fate = fateOf(name);
    if (fate === 'drop') return;
    if (fate === 'unwrap') return this.#copy(walker, into);
    const copy = this.#inert.createElement(name);
    const attributes = Object.fromEntries([...element.attributes].map((one) => [one.name, one.value]));
    for (const [key, value] of safeAttributes(name, attributes)) copy.setAttribute(key, value);
    if (copy instanceof HTMLImageElement) this.#picture(attributes, copy);
    into.append(copy);
    this.#copy(walker, copy);
  }

  #picture(attributes: Readonly<Record<string, string>>, copy: HTMLImageElement): void {
    const source = attributes['src'] ?? attributes['data-remote-src'] ?? '';
    const remote = remoteImage(source);
    if (isOwnFile(source)) {
      this.own.add(source);
      const shown = this.pictures.own(source);
      if (shown !== undefined) copy.setAttribute('src', shown);
    } else if (remote !== null) {
      this.remote = true;
      if (this.pictures.showRemote) copy.setAttribute('src', remote);
      else copy.dataset.blocked = '';
    } else {
      const embedded = embeddedImage(source);
      if (embedded !== null) copy.setAttribute('src', embedded);
    }
  }
}
