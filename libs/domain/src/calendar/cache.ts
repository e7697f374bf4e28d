import { CompiledCalendar } from './compile.js';
import { type BusinessCalendar } from './types.js';

const REMEMBERED_CALENDARS = 256;

interface Snapshot {
  compiled: CompiledCalendar;
  /** What the object held when it was compiled, in the order `isCurrent` reads it. */
  content: readonly unknown[];
}

const byObject = new WeakMap<BusinessCalendar, Snapshot>();
/** Least recently used first. Calendars that come out of a database are new objects each time. */
const byContent = new Map<string, CompiledCalendar>();

/**
 * The compiled form of a calendar. The same object is found at once; an equal one by its content. An object
 * that was changed since is compiled anew. Throws an InvalidInputError for what cannot be understood.
 */
export function compileCalendar(calendar: BusinessCalendar): CompiledCalendar {
  const known = byObject.get(calendar);
  if (known !== undefined && isCurrent(calendar, known.content)) return known.compiled;
  const content = flatten(calendar);
  const compiled = compileByContent(calendar, content);
  byObject.set(calendar, { compiled, content });
  return compiled;
}

function compileByContent(calendar: BusinessCalendar, content: readonly unknown[]): CompiledCalendar {
  const key = JSON.stringify(content);
  const compiled = byContent.get(key) ?? new CompiledCalendar(calendar);
  byContent.delete(key);
  byContent.set(key, compiled);
  if (byContent.size > REMEMBERED_CALENDARS) {
    for (const oldest of byContent.keys()) {
      byContent.delete(oldest);
      break;
    }
  }
  return compiled;
}

function flatten(calendar: BusinessCalendar): unknown[] {
  const content: unknown[] = [calendar.timezone, calendar.weekly?.length];
  for (const interval of calendar.weekly ?? []) content.push(interval.weekday, interval.from, interval.to);
  content.push(...(calendar.holidays ?? []));
  return content;
}

/** Compares without building anything: this runs on every call of the arithmetic. */
function isCurrent(calendar: BusinessCalendar, content: readonly unknown[]): boolean {
  const { timezone, weekly, holidays = [] } = calendar;
  if (content[0] !== timezone || content[1] !== weekly.length) return false;
  let at = 2;
  for (let i = 0; i < weekly.length; i++, at += 3) {
    const interval = weekly[i];
    if (
      interval?.weekday !== content[at] ||
      interval?.from !== content[at + 1] ||
      interval?.to !== content[at + 2]
    ) {
      return false;
    }
  }
  if (content.length !== at + holidays.length) return false;
  for (let i = 0; i < holidays.length; i++) if (holidays[i] !== content[at + i]) return false;
  return true;
}
