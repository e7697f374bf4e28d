/**
 * The language of mail templates: `{{variable}}`, and `{{#if variable}} … {{/if}}` for what is shown only where the
 * variable is not empty. It can do nothing else: no expressions, no calls, no loops.
 */
export type TemplateNode =
  | { kind: 'text'; text: string }
  | { kind: 'variable'; name: string }
  | { kind: 'if'; name: string; nodes: TemplateNode[] };

export type TemplateFault =
  'template_syntax' | 'unknown_variable' | 'missing_variable' | 'message_alone' | 'invalid_link';

/** Why a template cannot be used; `value` names the part that is wrong. */
export class TemplateError extends Error {
  constructor(
    readonly code: TemplateFault,
    readonly value: string,
  ) {
    super(`${code}: ${value}`);
  }
}

const TAG = /\{\{([^{}]*)\}\}/g;
const NAME = /^[a-z][a-z_]{0,39}$/;
const MAX_DEPTH = 4;
/** Stand for values while the text around them is read as markup (private use area); no template may hold them. */
const OPEN = '\uE000';
const CLOSE = '\uE001';
const MARKS = /[\uE000\uE001]/g;

/** @throws TemplateError `template_syntax` */
export function parseTemplate(source: string): TemplateNode[] {
  const root: TemplateNode[] = [];
  const open: { name: string; nodes: TemplateNode[] }[] = [];
  const add = (node: TemplateNode) => (open.at(-1)?.nodes ?? root).push(node);
  const addText = (text: string) => {
    if (/\{\{|\}\}/.test(text)) throw new TemplateError('template_syntax', excerpt(text));
    if (text !== '') add({ kind: 'text', text: text.replace(MARKS, '') });
  };
  let at = 0;
  for (const tag of source.matchAll(TAG)) {
    addText(source.slice(at, tag.index));
    at = tag.index + tag[0].length;
    const words = tag[1]!.trim().split(/\s+/);
    if (words[0] === '#if' && words.length === 2 && NAME.test(words[1]!) && open.length < MAX_DEPTH) {
      open.push({ name: words[1]!, nodes: [] });
    } else if (words[0] === '/if' && words.length === 1 && open.length > 0) {
      add({ kind: 'if', ...open.pop()! });
    } else if (words.length === 1 && NAME.test(words[0]!)) {
      add({ kind: 'variable', name: words[0]! });
    } else {
      throw new TemplateError('template_syntax', excerpt(tag[0]));
    }
  }
  addText(source.slice(at));
  if (open.length > 0) throw new TemplateError('template_syntax', `{{#if ${open[0]!.name}}}`);
  return root;
}

/** The variables a template names, conditions included. */
export function variablesOf(nodes: readonly TemplateNode[]): Set<string> {
  const names = new Set<string>();
  for (const node of nodes) {
    if (node.kind === 'text') continue;
    names.add(node.name);
    if (node.kind === 'if') for (const name of variablesOf(node.nodes)) names.add(name);
  }
  return names;
}

export type Values = Readonly<Record<string, string>>;

/** The text with its values in it, for what is no markup, such as a subject. */
export function fillPlain(nodes: readonly TemplateNode[], values: Values): string {
  return fill(nodes, values, (name) => values[name] ?? '');
}

/**
 * The text with a mark in the place of each value, so that no value is ever read as markup; {@link splitMarks} finds
 * them again.
 */
export function fillMarked(nodes: readonly TemplateNode[], values: Values): string {
  return fill(nodes, values, (name) => `${OPEN}${name}${CLOSE}`);
}

function fill(nodes: readonly TemplateNode[], values: Values, put: (name: string) => string): string {
  return nodes
    .map((node) => {
      if (node.kind === 'text') return node.text;
      if (node.kind === 'variable') return put(node.name);
      return values[node.name] ? fill(node.nodes, values, put) : '';
    })
    .join('');
}

/** The pieces of a marked text: what the template says, and the names of the values between. */
export function splitMarks(text: string): ({ text: string } | { name: string })[] {
  return text
    .split(/\uE000([a-z_]+)\uE001/)
    .map((part, index) => (index % 2 === 1 ? { name: part } : { text: part }))
    .filter((part) => !('text' in part) || part.text !== '');
}

/** The variable that a piece of marked text consists of; null where there is more, or something else. */
export function onlyMark(text: string): string | null {
  return /^\uE000([a-z_]+)\uE001$/.exec(text)?.[1] ?? null;
}

const excerpt = (text: string) => text.trim().slice(0, 60);
