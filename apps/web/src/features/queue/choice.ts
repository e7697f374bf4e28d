/** As many rows as one change takes. */
export const MOST_CHOSEN = 200;

/** The chosen rows, the one a range starts from, and what was chosen before that range. */
export interface Choice {
  ids: ReadonlySet<string>;
  anchor: string | null;
  base: ReadonlySet<string>;
}

const NOTHING: ReadonlySet<string> = new Set();
export const NO_CHOICE: Choice = { ids: NOTHING, anchor: null, base: NOTHING };

const atMost = (ids: Iterable<string>): ReadonlySet<string> => new Set([...ids].slice(0, MOST_CHOSEN));

/** Chooses a row, or lets go of it; the next range starts here. */
export function toggled(choice: Choice, id: string): Choice {
  const next = new Set(choice.ids);
  if (!next.delete(id)) next.add(id);
  const ids = atMost(next);
  return { ids, anchor: id, base: ids };
}

/** Chooses all rows from where the range starts to this one; what an earlier end of it reached further is let go. */
export function rangedTo(choice: Choice, order: readonly string[], id: string): Choice {
  const from = choice.anchor === null ? -1 : order.indexOf(choice.anchor);
  const to = order.indexOf(id);
  if (from < 0 || to < 0) return toggled(choice, id);
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { ...choice, ids: atMost([...choice.base, ...range]) };
}

/** The same by keys: a range that has not begun begins at the row one stands on. */
export function extended(choice: Choice, order: readonly string[], at: string, to: string): Choice {
  const begun = choice.anchor !== null && choice.ids.has(at);
  return rangedTo(begun ? choice : { ids: choice.ids, anchor: at, base: choice.ids }, order, to);
}

export function all(order: readonly string[]): Choice {
  const ids = atMost(order);
  return { ids, anchor: null, base: ids };
}
