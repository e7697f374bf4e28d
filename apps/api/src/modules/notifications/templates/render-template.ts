import type { MailTemplateKind } from '@noxdesk/contracts';
import type { MailTemplate } from './template-defaults.js';
import { isAddress, TEMPLATE_KINDS } from './template-kinds.js';
import {
  fillMarked,
  fillPlain,
  onlyMark,
  parseTemplate,
  TemplateError,
  type TemplateNode,
  type Values,
  variablesOf,
} from './template-language.js';
import { type Block, MESSAGE, readMarkup, targetsOf } from './template-markup.js';

const MAX_SUBJECT = 250;

/** Why a part of a template cannot be used. */
export interface RefusedPart {
  field: keyof MailTemplate;
  error: TemplateError;
}

/** What is wrong with a template, part by part; empty where it can be used. */
export function faultsOf(kind: MailTemplateKind, template: MailTemplate): RefusedPart[] {
  return (['subject', 'body'] as const).flatMap((field): RefusedPart[] => {
    try {
      check(kind, field, template[field]);
      return [];
    } catch (error) {
      if (error instanceof TemplateError) return [{ field, error }];
      throw error;
    }
  });
}

function check(kind: MailTemplateKind, field: keyof MailTemplate, source: string): void {
  const nodes = parseTemplate(source);
  const { variables, required } = TEMPLATE_KINDS[kind];
  const used = variablesOf(nodes);
  const known = field === 'subject' ? variables.filter((name) => name !== MESSAGE) : variables;
  for (const name of used) if (!known.includes(name)) throw new TemplateError('unknown_variable', name);
  if (field === 'subject') return;
  for (const name of required) if (!used.has(name)) throw new TemplateError('missing_variable', name);
  const everything = Object.fromEntries(variables.map((name) => [name, 'x']));
  const marked = fillMarked(nodes, everything);
  for (const target of targetsOf(marked)) {
    const name = onlyMark(target);
    const isFit = name === null ? /^(?:https?:\/\/|mailto:)[^\s\uE000"<>]+$/i.test(target) : isAddress(name);
    if (!isFit) throw new TemplateError('invalid_link', plainTarget(target));
  }
  // A message has several lines and an author: it is a block of its own.
  const alone = readMarkup(marked, everything).filter((block) => block.kind === MESSAGE).length;
  const named = marked.split(`\uE000${MESSAGE}\uE001`).length - 1;
  if (named !== alone) throw new TemplateError('message_alone', MESSAGE);
}

const plainTarget = (target: string) =>
  target
    .replace(/\uE000/g, '{{')
    .replace(/\uE001/g, '}}')
    .slice(0, 80);

/** A mail in the making: what its template says, with the values in it. */
export function renderTemplate(template: MailTemplate, values: Values): { subject: string; blocks: Block[] } {
  return {
    subject: subjectOf(fillPlain(parse(template.subject), values)),
    blocks: readMarkup(fillMarked(parse(template.body), values), values),
  };
}

/** One line without control characters, whatever the values brought along: it becomes a header field. */
const subjectOf = (text: string): string =>
  text
    // eslint-disable-next-line no-control-regex
    .replace(/[\s\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g, ' ')
    .trim()
    .slice(0, MAX_SUBJECT);

const parsed = new Map<string, TemplateNode[]>();
const MOST_KEPT = 500;

/** Templates are few and used again and again. */
function parse(source: string): TemplateNode[] {
  const known = parsed.get(source);
  if (known) return known;
  const nodes = parseTemplate(source);
  if (parsed.size >= MOST_KEPT) parsed.clear();
  parsed.set(source, nodes);
  return nodes;
}
