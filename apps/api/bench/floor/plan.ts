import type { Step } from '../measure/recorder.js';

/** What a route of the floor answers with. */
/** `opened`: a ticket that nobody reads again before it is answered. */
export type Shape = 'list' | 'ticket' | 'opened' | 'message' | 'counts';

/** A route of the floor: the recorded statements of the application, to be run again for other tickets. */
export interface Plan {
  shape: Shape;
  steps: Step[];
  /** The ticket that was asked for when the statements were recorded; '' where there was none. */
  target: string;
  /** Between these moments it was recorded: times and ids from then are made anew for each request. */
  from: number;
  until: number;
  /** What the application answered. */
  example?: unknown;
  /** Hashes of what was sent, in hexadecimal or base64: made anew like ids. */
  hashes?: readonly string[];
}

const UUID7 = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;

type Part = string | { fresh: string } | { target: true } | { now: true };

/** A step made ready: what of its parameters stays, and what is made for each request. */
export interface Prepared {
  label: string;
  name: string | undefined;
  text: string;
  values: (null | string | readonly Part[])[];
}

/** Cuts the parameters of a plan once, so that a request has only to put them together. */
export function prepare(plan: Plan): Prepared[] {
  return asTransactions(plan.steps).map((step) => ({
    label: step.label,
    name: step.name,
    text: step.text,
    values: step.values.map((value) => (value === null ? null : cut(value, plan))),
  }));
}

type Said = Pick<Step, 'label' | 'name' | 'text' | 'values'>;
const simple = (text: string): Said => ({ label: '', name: undefined, text, values: [] });

/** Where an exchange was its own transaction, the floor, which sends one statement at a time, says so. */
function asTransactions(steps: readonly Step[]): Said[] {
  return steps.flatMap((step, i): Said[] => {
    const before = steps[i - 1];
    const begins = step.label === 'tx.tenant' && before?.label !== 'tx.begin';
    const isLast = steps[i + 1]?.exchange !== step.exchange;
    const first = steps.find(({ exchange }) => exchange === step.exchange)!;
    const ends = isLast && first.label === 'tx.tenant';
    return [...(begins ? [simple('BEGIN')] : []), step, ...(ends ? [simple('COMMIT')] : [])];
  });
}

function cut(value: string, plan: Plan): string | readonly Part[] {
  const isRecent = (at: number) => at >= plan.from - 1_000 && at <= plan.until + 1_000;
  if (/^\d{4}-\d\d-\d\dT/.test(value) && isRecent(Date.parse(value))) return [{ now: true }];
  const parts: Part[] = [];
  let at = 0;
  const wanted = plan.hashes?.length ? new RegExp(`${UUID7.source}|${plan.hashes.join('|')}`, 'g') : UUID7;
  for (const { 0: id, index } of value.matchAll(wanted)) {
    const part = plan.hashes?.includes(id) ? { fresh: id } : partOf(id, plan, isRecent);
    if (!part) continue;
    parts.push(value.slice(at, index), part);
    at = index + id.length;
  }
  return parts.length === 0 ? value : [...parts, value.slice(at)];
}

function partOf(id: string, plan: Plan, isRecent: (at: number) => boolean): Part | undefined {
  if (id === plan.target) return { target: true };
  return isRecent(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)) ? { fresh: id } : undefined;
}

export function valueFor(
  value: Prepared['values'][number],
  request: { target: string; now: string; fresh: (recorded: string) => string },
): string | null {
  if (value === null || typeof value === 'string') return value;
  let text = '';
  for (const part of value) {
    if (typeof part === 'string') text += part;
    else if ('target' in part) text += request.target;
    else if ('now' in part) text += request.now;
    else text += request.fresh(part.fresh);
  }
  return text;
}
