import { relative } from 'node:path';
import { createCompiledCatalog, getCatalogs } from '@lingui/cli/api';
import { type ExtractedMessageType, getConfig } from '@lingui/conf';
import type { Plugin } from 'vite';

/** Parts of a catalogue that only some screens need, by the sources of those screens; the rest is `base`. */
const PARTS = {
  entry: /^src\/features\/sign-in\//,
  settings: /^src\/features\/(?:settings|setup|sla)\//,
  portal: /^src\/features\/(?:portal|new-ticket)\//,
  ticket: /^src\/features\/ticket\//,
  staff: /^src\/(?:features\/(?:queue|palette|bell)\/|app\/(?:staff-|command-|saved-view|view-link))/,
} as const;
type Part = keyof typeof PARTS | 'base';

const FILE = /locales\/(\w+)\.po\?part=(\w+)$/;

function partOf(file: string): Part {
  const found = Object.entries(PARTS).find(([, sources]) => sources.test(file));
  return (found?.[0] as Part | undefined) ?? 'base';
}

/**
 * Gives `es.po?part=staff` the messages of that part alone, so that nobody loads texts of screens that they do not
 * see. A message that several parts use is in each of them, or in `base`, which everybody has.
 */
export function messageParts(root: string): Plugin {
  const config = getConfig({ cwd: root });
  let used: Promise<Map<string, Set<Part>>> | undefined;

  async function readSources(): Promise<Map<string, Set<Part>>> {
    const [catalogue] = await getCatalogs(config);
    const messages = await catalogue?.collect();
    if (!messages) throw new Error('the messages of the sources could not be read');
    const parts = ({ origin = [] }: ExtractedMessageType) =>
      new Set(origin.map(([file]) => partOf(relative(root, `${config.rootDir}/${file}`))));
    return new Map(Object.entries(messages).map(([id, message]) => [id, parts(message)]));
  }

  return {
    name: 'noxdesk:message-parts',
    enforce: 'pre',
    buildStart: () => {
      used = undefined;
    },
    async transform(_source, id) {
      const [, locale, part] = FILE.exec(id) ?? [];
      if (!locale || !part) return null;
      const [catalogue] = await getCatalogs(config);
      const translations = await catalogue!.getTranslations(locale, {
        fallbackLocales: {},
        sourceLocale: config.sourceLocale!,
      });
      const parts = await (used ??= readSources());
      const wanted = (message: string) => {
        const of = parts.get(message);
        return of?.has('base') ? part === 'base' : of?.has(part as Part);
      };
      const messages = Object.fromEntries(
        Object.entries(translations.messages).filter(([message]) => wanted(message)),
      );
      const { source, errors } = createCompiledCatalog(locale, messages, { namespace: 'es' });
      if (errors.length > 0) throw new Error(`${locale}: ${errors.map(({ error }) => error.message).join()}`);
      return { code: source, map: null, moduleType: 'js' };
    },
  };
}
